package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;

/** The stage behind the match. */
public interface MatchHandler {
  /**
   * Takes over two that nobody else can get hold of any more; on the second one's loop.
   *
   * @param waiter the one that waited
   * @param second the one that came when the other was there
   * @param unmatched takes back whoever is left if the match comes to nothing
   */
  void matched(Arrival waiter, Newcomer second, Unmatched unmatched);
}
