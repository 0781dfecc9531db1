package io.frelay.client;

import io.frelay.client.session.ByteQueue;
import io.frelay.client.session.Frame;
import io.frelay.client.session.GoneReason;
import io.frelay.client.session.SessionRulesException;
import io.frelay.client.session.SessionState.Greeting;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * The peer's stream. There is no thread that reads: whoever needs something of the peer, its data
 * or its confirmation, is the reader for as long as that takes, and what is for somebody else it
 * puts into the inbox.
 */
final class Inflow {
  private static final int SCRATCH = 32 << 10;

  private final SessionCore core;
  private final Outflow out;
  private final ByteQueue inbox = new ByteQueue(); // guarded by the lock
  private boolean reading; // guarded by the lock
  private int wanting; // threads of the application; guarded by the lock
  private byte[] scratch; // the reader's

  Inflow(SessionCore core, Outflow out) {
    this.core = core;
    this.out = out;
  }

  /** Whether the application itself waits for something to read; with the lock held. */
  boolean isWanted() {
    return wanting > 0;
  }

  /** Whether somebody is the reader; with the lock held. */
  boolean isBusy() {
    return reading;
  }

  /**
   * Reads at least one byte, or -1 at the end of the peer's stream.
   *
   * @param bound null for none
   */
  int read(byte[] bytes, int offset, int length, Deadline bound) throws IOException {
    core.lock.lock();
    wanting++;
    try {
      while (true) {
        int count = take(bytes, offset, length);
        if (count != 0) {
          return count;
        }
        if (core.isOver()) {
          throw core.failure();
        }
        if (core.link() == null || reading) {
          core.await(bound);
        } else {
          count = readAs(core.link(), bytes, offset, length, bound);
          if (count > 0) {
            out.confirm();
            return count;
          }
        }
      }
    } finally {
      wanting--;
      core.lock.unlock();
    }
  }

  private int take(byte[] bytes, int offset, int length) {
    core.state.setInHand(false); // it comes back for more
    if (!inbox.isEmpty()) {
      int count = inbox.copy(inbox.start(), bytes, offset, length);
      inbox.dropBefore(inbox.start() + count);
      core.state.consumed(count);
      core.state.setInHand(true);
      out.confirm();
      return count;
    }
    if (core.state.isAtEnd()) {
      out.confirm();
      return -1;
    }
    return 0;
  }

  /**
   * Reads on until something has changed, into the inbox. With the lock held, and nobody reading.
   *
   * @throws SocketTimeoutException at the bound
   */
  void advance(Link link, Deadline bound) throws IOException {
    readAs(link, null, 0, 0, bound);
  }

  /** Throws away what there is in the inbox; with the lock held. */
  void discard() {
    core.state.setInHand(false);
    core.state.consumed((int) (inbox.end() - inbox.start()));
    inbox.dropBefore(inbox.end());
    out.confirm();
  }

  private int readAs(Link link, byte[] bytes, int offset, int length, Deadline bound)
      throws IOException {
    reading = true;
    core.lock.unlock();
    try {
      return step(link, bytes, offset, length, bound);
    } finally {
      core.lock.lock();
      reading = false;
      core.changed.signalAll();
    }
  }

  /**
   * Takes a frame, or of a data frame what there is. Returns how many bytes are now in the array.
   */
  private int step(Link link, byte[] bytes, int offset, int length, Deadline bound)
      throws IOException {
    try {
      link.boundReads(bound);
      if (link.dataLeft() == 0) {
        Frame frame = link.next();
        if (frame == null) {
          left(link);
          return 0;
        }
        heard(link, frame);
      }
      return link.dataLeft() == 0 ? 0 : data(link, bytes, offset, length);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SessionRulesException e) {
      core.end(e);
      out.breakOff(link, GoneReason.BROKEN_RULES);
      return 0;
    } catch (WrongSessionException e) {
      core.end(e);
      out.farewellSoon(link);
      return 0;
    } catch (IOException e) {
      core.lost(link);
      return 0;
    }
  }

  private int data(Link link, byte[] bytes, int offset, int length) throws IOException {
    int known = link.known();
    boolean toCaller = known == 0 && length > 0;
    if (!toCaller && scratch == null) {
      scratch = new byte[SCRATCH];
    }
    int count =
        toCaller
            ? link.read(bytes, offset, length)
            : link.read(scratch, 0, known > 0 ? Math.min(known, SCRATCH) : SCRATCH);
    core.lock.lock();
    try {
      if (core.link() != link) {
        return 0; // it will come again over the next connection
      }
      if (known > 0) {
        link.setKnown(known - count);
        core.state.dropped(count);
        return 0;
      }
      core.state.arrived(count);
      if (toCaller) {
        core.state.consumed(count);
        core.state.setInHand(true);
        return count;
      }
      inbox.append(scratch, 0, count);
      return 0;
    } finally {
      core.lock.unlock();
    }
  }

  private void heard(Link link, Frame frame) throws IOException {
    core.lock.lock();
    try {
      if (core.link() != link) {
        return;
      }
      if (frame instanceof Frame.Gone gone) {
        if (core.state.isMeant(gone)) {
          core.gone(gone.reason());
          link.cut();
        }
      } else if (!core.state.isGreeted()) {
        greeted(link, frame);
      } else if (frame instanceof Frame.Data data) {
        link.setKnown(core.state.dataBegins(data.length()));
      } else if (frame instanceof Frame.End end) {
        core.state.ended(end);
        out.confirm();
      } else {
        out.heard(frame);
      }
    } finally {
      core.lock.unlock();
    }
  }

  /** On a session's first connection; on later ones the keeper has seen to it. */
  private void greeted(Link link, Frame frame) throws SessionRulesException {
    if (core.state.greeted(frame) != Greeting.OURS) {
      core.leave(link);
      out.answerStranger(link, frame);
    } else if (frame instanceof Frame.Begin) {
      LiveSessions.begun(core);
    }
  }

  /**
   * The peer has closed the connection on purpose: it will not take the session up again, once it
   * sees from our end that we know.
   */
  private void left(Link link) {
    link.end(Deadline.in(Link.FAREWELL));
    core.end(
        core.state.isInputEnded()
            ? new IOException("party " + core.peer + " has closed the session")
            : new TruncatedStreamException(
                "party "
                    + core.peer
                    + " closed the session before the end of its stream: the data is cut short"));
  }
}
