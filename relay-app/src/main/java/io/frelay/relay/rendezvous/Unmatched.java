package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Newcomer;

/** Where those go whose match came to nothing. */
public interface Unmatched {
  /** Has a party wait again, or meet another; on its loop. Does nothing if it has left. */
  void waitAgain(Newcomer newcomer);
}
