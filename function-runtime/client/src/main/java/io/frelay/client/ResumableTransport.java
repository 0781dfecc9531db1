package io.frelay.client;

import io.frelay.client.session.GoneReason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A stream that survives its connections: {@code frelay/2}, section 8 of {@code docs/protocol.md}.
 */
final class ResumableTransport implements Transport, StandingSessions.Session {
  private final SessionCore core;
  private final Outflow out;
  private final Inflow in;
  private final Keeper keeper;
  private final Thread keeperThread;
  private volatile Deadline readBound;
  private volatile boolean closed;

  /** Why nothing more goes either way: its peer is not to be trusted any more. */
  private volatile FrelayException distrusted;

  private ResumableTransport(SessionCore core, Meeting meeting) {
    this.core = core;
    out = new Outflow(core);
    in = new Inflow(core, out);
    keeper = new Keeper(core, in, out, meeting);
    keeperThread = new Thread(keeper, "frelay-keeper-" + core.peer);
    keeperThread.setDaemon(true);
  }

  /** Begins a session over its first connection, without waiting for the peer's greeting. */
  static ResumableTransport begin(Encounter first, Resumption options, Meeting meeting) {
    SessionCore core = new SessionCore(first.peer().name(), options);
    ResumableTransport transport = new ResumableTransport(core, meeting);
    LiveSessions.add(transport);
    transport.greet(new Link(first));
    transport.keeperThread.start();
    first.revoked().watch(transport);
    ExpiryWatch.add(transport);
    return transport;
  }

  SessionCore core() {
    return core;
  }

  private void greet(Link link) {
    core.lock.lock();
    try {
      core.setLink(link);
      link.send(core.state.greet());
    } catch (IOException e) {
      core.lost(link); // the next one, then
    } finally {
      core.lock.unlock();
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    keeper.checkClock();
    int count = 0;
    try {
      count = in.read(bytes, offset, length, readBound);
    } finally {
      endIfInterrupted();
    }
    requireNotClosed();
    return count;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    keeper.checkClock();
    requireNotClosed();
    try {
      out.write(bytes, offset, length, in);
    } finally {
      endIfInterrupted();
    }
  }

  @Override
  public void boundReads(Deadline deadline) {
    readBound = deadline;
  }

  @Override
  public void finish() throws IOException {
    requireNotClosed();
    out.finish();
  }

  @Override
  public void awaitConfirmation() throws IOException {
    requireNotClosed();
    try {
      out.awaitConfirmation(in);
    } finally {
      endIfInterrupted();
    }
  }

  private void requireNotClosed() throws IOException {
    if (closed) {
      throw RawTransport.closedHere(core.peer);
    }
    if (distrusted != null) {
      throw distrusted; // also in place of what is left in the inbox
    }
  }

  private void endIfInterrupted() {
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
    core.lock.lock();
    try {
      if (!core.isOver()) {
        core.state.endOutput();
        out.flushSoon();
        awaitPeer();
      }
    } catch (IOException e) {
      // Interrupted, or waited long enough.
    } finally {
      core.lock.unlock();
    }
    if (!stays()) {
      Link link = end(null);
      if (link != null) {
        link.end(Deadline.in(Link.FAREWELL));
      }
    }
  }

  /**
   * Until the peer has all, has ended too and has left; not for long if it takes its time over
   * that.
   */
  private void awaitPeer() throws IOException {
    Deadline linger = Deadline.in(PeerConnection.LINGER);
    Deadline patience = Deadline.in(core.options.patience());
    while (!core.isOver()) {
      in.discard();
      Link link = core.link();
      if (out.isLeaveDue(link)) {
        out.leave(link);
      } else if (link == null && core.state.confirmed() < core.state.sent()) {
        core.await(patience); // what the peer has not is worth that; a mere farewell is not
        linger = Deadline.in(PeerConnection.LINGER);
      } else if (link == null || in.isBusy() || (core.state.isComplete() && out.isBusy())) {
        core.await(linger);
      } else {
        in.advance(link, linger);
      }
    }
  }

  /**
   * Whether it goes on without the application. The peer has all of ours, and we of its; but if it
   * has not heard that, for its connection was lost, it comes back to hear it. A peer that just
   * does not read is not waited for.
   */
  private boolean stays() {
    core.lock.lock();
    try {
      Link link = core.link();
      boolean lost = link == null || link.isLeft();
      if (core.isOver()
          || !core.state.isAtEnd()
          || !lost
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      core.stay();
      return true;
    } finally {
      core.lock.unlock();
    }
  }

  @Override
  public void abort() {
    breakOff();
  }

  /** {@link #abort}; returns what comes when the peer has been told, as far as that is possible. */
  CompletableFuture<Void> breakOff() {
    closed = true;
    return breakOff(null);
  }

  @Override
  public List<X509Certificate> shown() {
    return core.shown();
  }

  @Override
  public Instant validUntil() {
    return core.validUntil();
  }

  @Override
  public void revoked(Path list) {
    distrust(new PeerRevokedException(core.peer, list));
  }

  @Override
  public void expired(Instant end) {
    distrust(new PeerExpiredException(core.peer, end));
  }

  private void distrust(FrelayException why) {
    distrusted = why;
    breakOff(why);
  }

  private CompletableFuture<Void> breakOff(IOException why) {
    Link link = end(why);
    return link == null
        ? CompletableFuture.completedFuture(null)
        : out.breakOff(link, GoneReason.ABORTED);
  }

  /** Nothing more will happen. Returns the connection that is still there, or null. */
  private Link end(IOException why) {
    core.lock.lock();
    try {
      core.end(why);
      if (core.link() == null) { // otherwise it may be reading, and an interrupt closes the socket
        keeperThread.interrupt();
      }
      return core.link();
    } finally {
      core.lock.unlock();
    }
  }

  @Override
  public Optional<IOException> failure() {
    core.lock.lock();
    try {
      boolean isOfInterest = !closed || core.failure() instanceof WrongSessionException;
      return core.isOver() && isOfInterest ? Optional.of(core.failure()) : Optional.empty();
    } finally {
      core.lock.unlock();
    }
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.of(core.counts());
  }
}
