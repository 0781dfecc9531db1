package io.frelay.client;

import java.io.IOException;

/** The connection was closed or aborted at this end, by the program or with its client. */
public final class ConnectionClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param peer party at the other end
   */
  public ConnectionClosedException(String peer) {
    super("the connection to party " + peer + " was closed here");
  }
}
