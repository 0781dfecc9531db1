package io.frelay.client;

import io.frelay.client.session.GoneReason;
import java.io.IOException;
import java.util.Optional;

/**
 * A stream that survives its connections: {@code frelay/2}, section 8 of {@code docs/protocol.md}.
 */
final class ResumableTransport implements Transport {
  private final SessionCore core;
  private final Outflow out;
  private final Inflow in;
  private final Keeper keeper;
  private final Thread keeperThread;
  private volatile Deadline readBound;
  private volatile boolean closed;

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
    LiveSessions.add(core);
    transport.greet(new Link(first));
    transport.keeperThread.start();
    return transport;
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

  private void requireNotClosed() throws IOException {
    if (closed) {
      throw RawTransport.closedHere(core.peer);
    }
  }

  private void endIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      abort();
    }
  }

  @Override
  public void close() {
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
      endKeeper();
    }
    Link link = link();
    if (link != null) {
      link.end(Deadline.in(PeerConnection.LINGER));
    }
  }

  /** Until the peer has all and has ended too; not for long if it takes its time over that. */
  private void awaitPeer() throws IOException {
    Deadline linger = Deadline.in(PeerConnection.LINGER);
    while (!core.isOver() && (!core.state.isComplete() || out.isBusy())) {
      in.discard();
      Link link = core.link();
      if (link == null) {
        awaitResumption(linger);
        linger = Deadline.in(PeerConnection.LINGER);
      } else if (in.isBusy()) {
        core.await(linger);
      } else {
        in.advance(link, linger);
      }
    }
  }

  /** What the peer has not is worth all the patience; a mere farewell is not. */
  private void awaitResumption(Deadline linger) throws IOException {
    boolean unconfirmed = core.state.confirmed() < core.state.sent();
    core.await(unconfirmed ? null : linger);
  }

  @Override
  public void abort() {
    closed = true;
    Link link = link();
    endKeeper();
    if (link != null) {
      out.breakOff(link, GoneReason.ABORTED);
    }
  }

  private Link link() {
    core.lock.lock();
    try {
      return core.link();
    } finally {
      core.lock.unlock();
    }
  }

  private void endKeeper() {
    core.end(null);
    keeperThread.interrupt();
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.of(core.counts());
  }
}
