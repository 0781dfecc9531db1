package io.frelay.relay.cluster;

import java.util.Optional;

/**
 * The registry's answer to an arrival.
 *
 * @param fate what becomes of it
 * @param peer where its peer waited, which waits no more: with {@link Fate#MEETS}
 */
record Found(Fate fate, Optional<Place> peer) {
  enum Fate {
    MEETS,
    /** It is entered, in the place of its own older self if that was there. */
    WAITS,
    /** Its own newer self is there, which stays. */
    OUTDATED,
    /** Nobody was there for one that cannot wait. */
    NOBODY,
    /** Its party or user has too many connections in the cluster. */
    FULL
  }

  static Found of(Fate fate) {
    return new Found(fate, Optional.empty());
  }

  static Found meets(Place peer) {
    return new Found(Fate.MEETS, Optional.of(peer));
  }
}
