package io.frelay.client;

import io.frelay.client.internal.transport.PeerTransport;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that waits for the next session of the same two parties, after {@link
 * PeerConnection#keep}. Like a session it survives the loss of what is under it. It has a thread
 * until it is {@linkplain #next used} or closed, by itself or with its client. One thread's at a
 * time, but for {@link #close}.
 */
public final class KeptConnection implements Closeable {
  private final PeerTransport transport;
  private final PeerIdentity peer;
  private final SessionFacts facts;
  private final ClientSessions owner; // null of a direct connection
  private final AtomicBoolean closed = new AtomicBoolean();

  KeptConnection(
      PeerTransport transport, PeerIdentity peer, SessionFacts facts, ClientSessions owner) {
    this.transport = transport;
    this.peer = peer;
    this.facts = facts;
    this.owner = owner;
  }

  /**
   * Begins the next session, if the peer's application asks for it too. Both sides begin it, or
   * neither does. To be called once.
   *
   * @param timeout how long to wait for the peer, 1 ms to 30 s
   * @param until when the caller needs an answer anyway
   * @return empty if the peer did not come: then this is to be closed, and the two can meet through
   *     the relay
   * @throws InterruptedException if the thread is interrupted; this is to be closed then
   */
  public Optional<PeerConnection> next(Duration timeout, Deadline until)
      throws InterruptedException {
    return transport.next(timeout, until).map(this::begun);
  }

  private PeerConnection begun(PeerTransport next) {
    PeerConnection connection = new PeerConnection(next, peer, facts, Optional.empty());
    if (!connection.ownedBy(owner)) {
      connection.abort();
    }
    return connection;
  }

  /** Ends it in good order, as {@link PeerConnection#close}. Called again it does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      transport.close();
    }
  }
}
