package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.connection.CloseReason;

/** The way to the other relays. */
interface Trunk {
  /**
   * Asks the relay where its peer waits to join a party with it, and if that does, carries their
   * session from here on; on the party's loop.
   */
  void ask(Place place, Newcomer second, Refused refused);

  /** Outcomes without a session; on the party's loop, and not if it has left. */
  interface Refused {
    /** The peer waits no more, or its relay cannot be reached. */
    void gone();

    /** The other relay does not let it meet its peer. */
    void refused(CloseReason reason);
  }
}
