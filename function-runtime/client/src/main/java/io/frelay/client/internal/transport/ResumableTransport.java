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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A stream that survives its connections: {@code frelay/2}, section 8 of {@code docs/protocol.md}.
 */
public final class ResumableTransport implements PeerTransport, StandingSessions.Session {
  /** Facts that all sessions over one connection have in common. */
  private record Pair(
      String peer,
      Resumption options,
      ConnectionSource source,
      SessionRuntime runtime,
      PeerWatch watch,
      boolean reuses,
      boolean knowsNamedStreams) {}

  private final Pair pair;
  private final SessionShell session;
  private final String peer;
  private final Thread thread;
  private volatile Deadline readBound;
  private volatile boolean closed;

  /** Why nothing more goes either way: its peer is not to be trusted any more. */
  private volatile FrelayException distrusted;

  private ResumableTransport(Pair pair) {
    this.pair = pair;
    peer = pair.peer();
    session = new SessionShell(peer, pair.options(), pair.runtime(), pair.reuses());
    thread =
        new Thread(
            new Reconnector(session, peer, pair.options().reconnectTimeout(), pair.source()),
            "frelay-session-" + peer);
    thread.setDaemon(true);
  }

  /** Begins a session over its first connection, without waiting for the peer's greeting. */
  public static ResumableTransport begin(
      EstablishedConnection first,
      Resumption options,
      ConnectionSource source,
      SessionRuntime runtime,
      PeerWatch watch) {
    ResumableTransport transport =
        new ResumableTransport(
            new Pair(
                first.peer().name(),
                options,
                source,
                runtime,
                watch,
                first.isReusable(),
                first.knowsNamedStreams()));
    transport.start(session -> session.connection().begin(new SessionConnection(first)));
    return transport;
  }

  private void start(Consumer<SessionShell> begin) {
    pair.runtime().registry().add(session);
    begin.accept(session);
    thread.start();
    pair.watch().add(this);
  }

  @Override
  public boolean keep() {
    boolean kept = session.reuse().keep();
    closed |= kept;
    return kept;
  }

  @Override
  public Optional<PeerTransport> next(Duration timeout, Deadline until)
      throws InterruptedException {
    SessionConnection connection = session.reuse().handOver(timeout, until);
    interruptIfOver();
    if (Thread.interrupted()) {
      if (connection != null) {
        connection.cut();
      }
      throw new InterruptedException("interrupted while waiting for the peer");
    }
    if (connection == null) {
      return Optional.empty();
    }
    ResumableTransport next = new ResumableTransport(pair);
    next.start(session -> session.reuse().inherit(connection));
    return Optional.of(next);
  }

  @Override
  public boolean knowsNamedStreams() {
    return pair.knowsNamedStreams();
  }

  @Override
  public Executor background() {
    return pair.runtime().background();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = 0;
    try {
      count = session.application().read(ByteBuffer.wrap(bytes, offset, length), readBound);
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
      session.application().write(ByteBuffer.wrap(bytes, offset, length));
    } finally {
      abortIfInterrupted();
    }
  }

  @Override
  public void readDeadline(Deadline deadline) {
    readBound = deadline;
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireNotClosed();
    session.application().shutdownOutput();
  }

  @Override
  public void awaitConfirmation() throws IOException {
    requireNotClosed();
    try {
      session.application().awaitConfirmation();
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
    session.application().close();
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
