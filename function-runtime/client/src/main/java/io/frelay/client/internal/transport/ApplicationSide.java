package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A session's streams as the application uses them. Its methods take the lock of {@link
 * SessionMonitor}.
 */
final class ApplicationSide {
  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionReader reader;
  private final SessionSender sender;
  private final EngineActions actions;

  ApplicationSide(
      SessionMonitor session, SessionReader reader, SessionSender sender, EngineActions actions) {
    this.session = session;
    this.engine = session.engine();
    this.reader = reader;
    this.sender = sender;
    this.actions = actions;
  }

  /**
   * Reads at least one byte, or -1 at the end of the peer's stream.
   *
   * @param bound null for none
   */
  int read(ByteBuffer to, Deadline bound) throws IOException {
    int before = to.position();
    session.lock();
    reader.enter();
    try {
      engine.checkClock(ClockReading.now());
      int count = engine.read(to);
      while (count == 0 && to.position() == before) {
        session.requireStanding();
        reader.awaitPeer(to, bound);
        count = to.position() == before ? engine.read(to) : 0;
      }
      sender.sendSoon(); // a confirmation, perhaps
      return count < 0 ? count : to.position() - before;
    } finally {
      reader.leave();
      session.unlock();
    }
  }

  /** Writes all of it, and waits while the window is full. */
  void write(ByteBuffer from) throws IOException {
    session.lock();
    try {
      ClockReading now = ClockReading.now();
      engine.checkClock(now);
      while (from.hasRemaining()) {
        session.requireStanding();
        if (engine.isOutputEnded()) {
          throw new IOException("this direction of the stream is already ended");
        }
        if (engine.write(from, SessionEngine.FULL_FRAME, now) > 0) {
          send();
        } else {
          sender.sendSoon(); // the question whether the peer is there
          reader.awaitPeer(null);
        }
      }
      sender.flushLater();
    } finally {
      session.unlock();
    }
  }

  /** Ends the own stream behind all that was written. */
  void shutdownOutput() {
    session.lock();
    try {
      engine.endOutput();
      send();
    } finally {
      session.unlock();
    }
  }

  private void send() {
    sender.send();
    actions.settle();
  }

  /** Waits until the peer's application has taken all there is, the end included if it is ended. */
  void awaitConfirmation() throws IOException {
    session.lock();
    try {
      while (!engine.isAllConfirmed()) {
        session.requireStanding();
        reader.awaitPeer(null);
      }
    } finally {
      session.unlock();
    }
  }

  /**
   * Ends it without losing what was written: until the peer has all, has ended too and has left;
   * not for long if it takes its time over that.
   */
  void close() {
    endGracefully().join();
  }

  private CompletableFuture<Void> endGracefully() {
    session.lock();
    try {
      if (!engine.isOver()) {
        engine.close(ClockReading.now());
        sender.sendSoon();
        awaitPeersEnd();
        engine.stopClosing(!Thread.currentThread().isInterrupted());
        actions.settle();
      }
      return actions.parting();
    } finally {
      session.unlock();
    }
  }

  private void awaitPeersEnd() {
    try {
      Duration left = engine.closingTime(ClockReading.now());
      while (Durations.isPositive(left)) {
        reader.awaitPeer(Deadline.in(left));
        sender.sendSoon();
        left = engine.closingTime(ClockReading.now());
      }
    } catch (IOException e) {
      // Interrupted, or waited long enough.
    }
  }
}
