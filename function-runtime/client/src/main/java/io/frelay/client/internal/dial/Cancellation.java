package io.frelay.client.internal.dial;

import io.frelay.client.internal.net.TcpConnection;

/** Ends a call that connects, from another thread. */
public final class Cancellation {
  private boolean cancelled; // guarded by this, as the next one
  private TcpConnection current;

  /** Notes the connection that the call works on now. */
  synchronized void follow(TcpConnection tcp) {
    current = tcp;
    if (cancelled) {
      tcp.close();
    }
  }

  /** Closes the connection, so that the call fails, and has it not try again. */
  public synchronized void cancel() {
    cancelled = true;
    if (current != null) {
      current.close();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
