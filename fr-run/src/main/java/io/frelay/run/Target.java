package io.frelay.run;

/** Where a party's function is. */
interface Target {
  /** Kind and name, for people, such as {@code http localhost:8080}. */
  String name();

  /**
   * Looks up what a call needs, such as an address and a token, so that all parties can then be
   * called at the same moment.
   */
  Call prepare(Request request, Effects effects) throws CallFailedException, InterruptedException;
}
