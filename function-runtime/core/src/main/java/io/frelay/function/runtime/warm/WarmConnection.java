package io.frelay.function.runtime.warm;

import io.frelay.client.Deadline;
import io.frelay.client.PeerConnection;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection that serves one use after the other: {@link #begin} the first, {@link WarmUse#end}
 * it, {@link #take} the connection for the next, {@code begin} that.
 */
public final class WarmConnection {
  /** By ALPN inside the end-to-end TLS. */
  public static final String PROTOCOL = "frelay-warm/1";

  /** The most that is read of an earlier use and dropped before the connection is given up. */
  private static final int MOST_LEFTOVER = 1 << 20;

  /** Of data in a frame: with the header it fills four TLS records. */
  private static final int PIECE = (64 << 10) - Frame.HEADER;

  private final PeerConnection connection;
  private final Handover handover;
  private final FrameInput input;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private byte[] frame = {}; // guarded by writing

  /**
   * @param connection new, with {@link #PROTOCOL} agreed on
   */
  public WarmConnection(PeerConnection connection) {
    this.connection = connection;
    handover = new Handover(connection.facts().role() == Role.CLIENT);
    input = new FrameInput(connection.in());
  }

  public PeerConnection connection() {
    return connection;
  }

  /** The streams of the use that now begins: the first, or the one it was just taken for. */
  public WarmUse begin() {
    return new WarmUse(this);
  }

  /**
   * Makes sure that the peer is there and begins the next use with us. Whoever is told that it does
   * not, or has been interrupted, closes the connection.
   *
   * @param patience how long to wait for the peer's sign of life
   * @param until when the caller needs an answer anyway
   */
  boolean take(Duration patience, Deadline until) {
    reading.lock();
    writing.lock();
    try {
      return handOver(patience, until);
    } catch (IOException e) {
      return false; // the peer has closed it, or the network has: just what is to be found out
    } finally {
      writing.unlock();
      reading.unlock();
    }
  }

  private boolean handOver(Duration patience, Deadline until) throws IOException {
    send(handover.take(ClockReading.now(), patience), patience);
    byte[] waste = new byte[1 << 12];
    int dropped = 0;
    while (handover.isWaiting()) {
      connection.boundReads(until.orIn(handover.left(ClockReading.now())));
      if (input.dataLeft() > 0) {
        dropped += input.read(waste, 0, waste.length);
        if (dropped > MOST_LEFTOVER) {
          return false;
        }
      } else {
        send(handover.received(input.next(), ClockReading.now()), patience);
      }
    }
    connection.boundReads(null);
    return handover.isInUse();
  }

  int read(WarmUse use, byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    reading.lock();
    try {
      use.requireCurrent();
      while (input.dataLeft() == 0) {
        if (handover.inputEnded()) {
          return -1;
        }
        Optional<Frame> unused = handover.received(input.next(), ClockReading.now());
      }
      return input.read(bytes, offset, length);
    } finally {
      reading.unlock();
    }
  }

  void write(WarmUse use, byte[] bytes, int offset, int length) throws IOException {
    writing.lock();
    try {
      use.requireCurrent();
      if (handover.outputEnded()) {
        throw new IOException("this direction of the stream is already ended");
      }
      for (int done = 0; done < length; done += PIECE) {
        int piece = Math.min(PIECE, length - done);
        int size = Frame.HEADER + piece;
        if (frame.length < size) {
          frame = new byte[size];
        }
        System.arraycopy(Frame.data(piece).encode(), 0, frame, 0, Frame.HEADER);
        System.arraycopy(bytes, offset + done, frame, Frame.HEADER, piece);
        connection.out().write(frame, 0, size); // at once, so that a small one is one packet
      }
    } finally {
      writing.unlock();
    }
  }

  void finish(WarmUse use) throws IOException {
    writing.lock();
    try {
      use.requireCurrent();
      Optional<Frame> end = handover.end();
      if (end.isPresent()) {
        connection.out().write(end.get().encode());
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * Ends the use whose streams have been taken from their user.
   *
   * @return whether there can be another: not if a thread of the handler is still in it
   */
  boolean park(Duration patience) {
    if (!reading.tryLock()) {
      return false;
    }
    try {
      return writing.tryLock() && parkUnlocking(patience);
    } finally {
      reading.unlock();
    }
  }

  private boolean parkUnlocking(Duration patience) {
    try {
      send(handover.end(), patience);
      handover.park();
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      writing.unlock();
    }
  }

  private void send(Optional<Frame> frame, Duration patience) throws IOException {
    if (frame.isPresent()) {
      bounded(patience, () -> connection.out().write(frame.get().encode()));
    }
  }

  /** In good order, which may take a moment: the peer may still read what an earlier use sent. */
  public void close() {
    connection.close();
  }

  /** At once, but not without telling the peer. */
  void leave(Duration patience) {
    try {
      bounded(patience, connection::finish);
    } catch (IOException e) {
      // It is closed all the same.
    } finally {
      connection.abort();
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  /** A write has no bound of its own, and a frozen peer takes in nothing. */
  private void bounded(Duration patience, Write write) throws IOException {
    CompletableFuture<Void> timer = new CompletableFuture<>();
    CompletableFuture<Void> unused = timer.thenRun(connection::abort);
    timer.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      write.run();
    } finally {
      timer.cancel(false);
    }
  }
}
