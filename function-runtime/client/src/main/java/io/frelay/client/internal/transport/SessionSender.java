package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.time.Duration;

/**
 * The sending of one session. One thread at a time is the sender: it sends until there is nothing
 * left, what others add meanwhile included. A thread that reads does not wait to send: it has
 * another thread do it ({@link #sendSoon}).
 *
 * <p>Locking as {@link SessionMonitor} has it: methods that do not take the lock are called with
 * it.
 */
final class SessionSender {
  /** Time between looks at what waits for more of a burst. */
  private static final Duration HOLD = Duration.ofMillis(1);

  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionRuntime runtime;
  private boolean sending; // a thread is the sender, or about to be
  private boolean flushing; // a thread sees to what waits for more of a burst

  SessionSender(SessionMonitor session, SessionRuntime runtime) {
    this.session = session;
    this.engine = session.engine();
    this.runtime = runtime;
  }

  boolean isSending() {
    return sending;
  }

  private boolean maySend() {
    return !sending && session.isConnected() && engine.hasOutput();
  }

  /**
   * Sends what there is, unless another thread is the sender. A thread that is interrupted has
   * another one do it: it is to wait for nothing.
   */
  void send() {
    if (Thread.currentThread().isInterrupted()) {
      sendSoon();
    } else if (maySend()) {
      sending = true;
      sendAll();
    }
  }

  /** Has another thread send what there is. */
  void sendSoon() {
    if (maySend()) {
      sending = true;
      boolean taken = false;
      try {
        runtime.execute(this::sendAllAsSender);
        taken = true;
      } finally {
        sending = taken; // no thread could be had
      }
    }
  }

  /** Sends what there is once the present sender is done. Takes the lock. */
  void sendRest(Deadline deadline) {
    session.lock();
    try {
      while (sending) {
        session.awaitChange(deadline);
      }
      send();
    } catch (IOException e) {
      // Another thread is still blocked in sending: the peer will find out otherwise.
    } finally {
      session.unlock();
    }
  }

  private void sendAllAsSender() {
    session.lock();
    try {
      sendAll();
    } finally {
      session.unlock();
    }
  }

  /** As the sender, until there is nothing left; gives the role back, also after an error. */
  private void sendAll() {
    try {
      for (Output next = next(); next != null; next = next()) {
        send(session.connection(), next);
      }
    } finally {
      sending = false;
      session.signalChange();
    }
  }

  private Output next() {
    return session.isConnected() ? engine.nextOutput(SessionEngine.FULL_FRAME) : null;
  }

  private void send(SessionConnection to, Output output) {
    boolean sent = false;
    session.unlock();
    try {
      to.send(output);
      sent = true;
    } catch (IOException e) {
      // Data that the peer had sent before can still be read; ours that was lost goes over the next
      // one.
    } finally {
      session.lock();
    }
    if (session.connection() != to) {
      return; // it was given up meanwhile
    }
    if (sent) {
      engine.transmitted(output);
    } else {
      engine.sendingFailed();
      session.signalBreak();
    }
  }

  // --- bursts ---

  /** The application waits for something else than room to write: what is held back is to go. */
  void flush() {
    if (engine.isHolding()) {
      engine.flush();
      sendSoon();
    }
  }

  /** Has another thread see to what is held back for more of a burst. */
  void flushLater() {
    if (!flushing && engine.isHolding()) {
      runtime.execute(this::flushOnceQuiet);
      flushing = true;
    }
  }

  private void flushOnceQuiet() {
    session.lock();
    try {
      while (engine.isHolding() && !engine.isOver()) {
        session.pause(HOLD);
        engine.flush(ClockReading.now());
      }
      send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      flushing = false;
      session.unlock();
    }
  }
}
