package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerExpiredException;
import io.frelay.client.PeerRevokedException;
import io.frelay.client.Resumption;
import io.frelay.client.SessionCounts;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.dial.ConnectionSource;
import io.frelay.client.internal.dial.EstablishedConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream that survives its connections: {@code frelay/2}, section 8 of {@code docs/protocol.md}.
 */
public final class ResumableTransport implements Transport, StandingSessions.Session {
  private final SessionShell session;
  private final String peer;
  private final Thread thread;
  private volatile Deadline readBound;
  private volatile boolean closed;

  /** Why nothing more goes either way: its peer is not to be trusted any more. */
  private volatile FrelayException distrusted;

  private ResumableTransport(SessionShell session, String peer, Runnable reconnector) {
    this.session = session;
    this.peer = peer;
    thread = new Thread(reconnector, "frelay-session-" + peer);
    thread.setDaemon(true);
  }

  /** Begins a session over its first connection, without waiting for the peer's greeting. */
  public static ResumableTransport begin(
      EstablishedConnection first,
      Resumption options,
      ConnectionSource source,
      RevocationWatch revoked) {
    String peer = first.peer().name();
    SessionShell session = new SessionShell(peer, options);
    ResumableTransport transport =
        new ResumableTransport(
            session, peer, new Reconnector(session, peer, options.patience(), source));
    SessionRegistry.add(session);
    session.begin(new SessionConnection(first));
    transport.thread.start();
    revoked.watch(transport);
    ExpiryWatch.add(transport);
    return transport;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = 0;
    try {
      count = session.read(ByteBuffer.wrap(bytes, offset, length), readBound);
    } finally {
      abortIfInterrupted();
    }
    requireNotClosed();
    return count;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireNotClosed();
    try {
      session.write(ByteBuffer.wrap(bytes, offset, length));
    } finally {
      abortIfInterrupted();
    }
  }

  @Override
  public void boundReads(Deadline deadline) {
    readBound = deadline;
  }

  @Override
  public void finish() throws IOException {
    requireNotClosed();
    session.finish();
  }

  @Override
  public void awaitConfirmation() throws IOException {
    requireNotClosed();
    try {
      session.awaitConfirmation();
    } finally {
      abortIfInterrupted();
    }
  }

  private void requireNotClosed() throws IOException {
    if (closed) {
      throw RawTransport.closedHere(peer);
    }
    if (distrusted != null) {
      throw distrusted; // also in place of what is left in the inbox
    }
  }

  private void abortIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      abort();
    }
  }

  @Override
  public void close() {
    if (Thread.currentThread().isInterrupted()) {
      abort(); // this thread can wait for nothing
      return;
    }
    closed = true;
    session.close();
    interruptIfOver();
  }

  @Override
  public void abort() {
    closed = true;
    session.abort();
    interruptIfOver();
  }

  /** While it has a connection its thread may be reading, and an interrupt closes the socket. */
  private void interruptIfOver() {
    if (session.isDown() && session.ending().isPresent()) {
      thread.interrupt();
    }
  }

  @Override
  public List<X509Certificate> shown() {
    return session.shown();
  }

  @Override
  public Instant validUntil() {
    return session.validUntil();
  }

  @Override
  public void revoked(Path list) {
    distrust(new PeerRevokedException(peer, list));
  }

  @Override
  public void expired(Instant end) {
    distrust(new PeerExpiredException(peer, end));
  }

  private void distrust(FrelayException why) {
    distrusted = why;
    session.abort(why);
    interruptIfOver();
  }

  @Override
  public Optional<IOException> failure() {
    return session.ending().filter(why -> !closed || why instanceof WrongSessionException);
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.of(session.counts());
  }
}
