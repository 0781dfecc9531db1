package io.frelay.client.internal.streams;

import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends what a {@link StreamsEngine} has to send. Who has the turn does it; the turn goes round in
 * the order of arrival, and is taken before the engine's lock. Only who writes data waits for the
 * turn. What somebody leaves to be sent ({@link #sendSoon}) is sent by whoever has the turn, or by
 * a thread of the session's. It is little: an OPEN, an END, a DONE and two CREDIT at the most for
 * each number. Safe for use by several threads.
 */
final class StreamOutput {
  /** Something to be added, with the lock held. */
  interface Addition {
    /** Returns whether there may be more of it. */
    boolean addTo(StreamsEngine engine) throws IOException;
  }

  private static final Addition NOTHING = engine -> false;

  private final PeerTransport session;
  private final StreamsMonitor monitor;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final AtomicBoolean isExpected = new AtomicBoolean(); // a thread that will send

  StreamOutput(PeerTransport session, StreamsMonitor monitor) {
    this.session = session;
    this.monitor = monitor;
  }

  /** Adds and sends until there is no more, or somebody else waits for the turn. */
  void add(Addition addition) throws IOException {
    awaitTurn();
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = sendWith(addition) && !turn.hasQueuedThreads();
      }
    } finally {
      turn.unlock();
      sendSoon(); // also if it failed: others have left theirs to who had the turn
    }
  }

  /**
   * Another thread may have the turn until there is room. One that is interrupted meanwhile ends
   * the session.
   */
  private void awaitTurn() throws InterruptedIOException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.abort();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Sends what is to be sent, and waits until it is. */
  void flush() throws IOException {
    add(NOTHING);
  }

  /**
   * Has another thread send what is to be sent, unless somebody is sending, who does it then. Waits
   * for nothing, not for room in the session's window either.
   */
  void sendSoon() {
    if (hasOutput() && !turn.isLocked() && isExpected.compareAndSet(false, true)) {
      try {
        session.background().execute(this::sendRest);
      } catch (RuntimeException | Error e) { // no thread could be had
        isExpected.set(false);
        throw e;
      }
    }
  }

  private void sendRest() {
    isExpected.set(false);
    while (hasOutput() && turn.tryLock()) {
      try {
        sendWith(NOTHING);
      } catch (IOException e) {
        monitor.fail(e);
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * Sends what is to be sent, if there is room for it in time: a peer that confirms nothing must
   * not hold up who ends the session.
   *
   * @return false if the time is over or the thread interrupted: the session is to be ended then
   */
  boolean finish(Duration timeout) {
    try {
      CompletableFuture.runAsync(this::finish, session.background())
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of the streams was not sent", e.getCause());
    }
  }

  private void finish() {
    try {
      flush();
    } catch (IOException e) {
      monitor.fail(e);
    }
  }

  private boolean hasOutput() {
    monitor.lock();
    try {
      return monitor.engine().hasOutput();
    } finally {
      monitor.unlock();
    }
  }

  private boolean sendWith(Addition addition) throws IOException {
    ByteBuffer output;
    boolean goesOn;
    monitor.lock();
    try {
      goesOn = addition.addTo(monitor.engine());
      output = monitor.engine().takeOutput();
    } finally {
      monitor.unlock();
    }
    send(output);
    return goesOn;
  }

  private void send(ByteBuffer output) throws IOException {
    if (output.hasRemaining()) {
      int from = output.arrayOffset() + output.position();
      session.write(output.array(), from, output.remaining());
    }
  }
}
