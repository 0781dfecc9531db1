package io.frelay.relay.session;

/** Carries the bytes of joined sessions, to the ends of both directions. */
public interface Carrier {
  /**
   * Takes over both connections of a session, which are raw and on one event loop; on that loop.
   * Bytes that they have sent so far are in their {@link Leg}s. The carrier sets the graceful close
   * of both connections, and tells the session when it is through, or has broken.
   *
   * @param holdWaiter true to carry nothing of the waiter until it is opened
   */
  Carried carry(RelaySession session, boolean holdWaiter);

  /** A session that is being carried. */
  interface Carried {
    /** From now on the waiter's bytes are carried too; on the connections' loop. */
    void openWaiter();
  }
}
