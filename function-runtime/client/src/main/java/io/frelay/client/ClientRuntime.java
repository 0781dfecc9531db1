package io.frelay.client;

import io.frelay.client.internal.dial.DialState;
import io.frelay.client.internal.transport.SessionRuntime;
import java.time.Duration;

/**
 * Sessions and threads of the clients of one process, for {@link FrelayClient.Builder#runtime}.
 *
 * <p>Clients that may meet the same peer at the same tag should share one, for two reasons. A peer
 * that looks for its session where another client waits is told whether the session still exists;
 * and when thousands of sessions lose their connections together, a few at a time go back to the
 * relay. A client that is not given one has its own.
 *
 * <p>Its threads are daemons. They begin when they are needed and end by themselves. Safe for use
 * by several threads.
 */
public final class ClientRuntime {
  private static final Duration ABORT = Duration.ofMillis(500);

  private final DialState dialing = new DialState();
  private final SessionRuntime sessions = new SessionRuntime();

  /** Creates a runtime without sessions or threads. */
  public ClientRuntime() {}

  DialState dialing() {
    return dialing;
  }

  SessionRuntime sessions() {
    return sessions;
  }

  /**
   * Does {@link PeerConnection#abort} to all sessions of all its clients that would survive their
   * connections, for a process that is about to exit: their peers would wait for it to come back.
   * Prepared connections are closed. Takes at most 0.5 s. The clients can be used again.
   */
  public void abortAll() {
    dialing.prepared().closeAll();
    sessions.registry().abortAll(ABORT, every -> true);
  }

  /** The same for those of one client. */
  void abortAll(SessionRuntime owner) {
    sessions.registry().abortAll(ABORT, each -> each.belongsTo(owner));
  }
}
