package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Newcomer;

/** Takes back parties whose match has failed. */
public interface Unmatched {
  /** Has a party wait again, or meet another; on its loop. Does nothing if it has left. */
  void waitAgain(Newcomer newcomer);
}
