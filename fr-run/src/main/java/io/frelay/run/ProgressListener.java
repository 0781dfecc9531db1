package io.frelay.run;

/** Told of every change of a party's state, on the party's thread. */
@FunctionalInterface
interface ProgressListener {
  /**
   * A party is now in this state.
   *
   * @param note why; empty if there is nothing to say
   */
  void now(String party, PartyState state, String note);
}
