package io.frelay.run;

import java.util.Optional;

/**
 * Where a party's function is. Of the clouds it uses their own tools, with whoever is logged in to
 * them.
 */
interface Target {
  /** Kind and name, for people, such as {@code http localhost:8080}. */
  String name();

  /** The project of Code Engine that it is in, if any. */
  default Optional<IbmProject> ibmProject() {
    return Optional.empty();
  }

  /**
   * Looks up what a call needs, such as an address and a token, so that all parties can then be
   * called at the same moment.
   */
  ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException;
}
