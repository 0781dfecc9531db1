package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Takes the connection of a complete session over into the next one. Its methods take the lock of
 * {@link SessionMonitor}.
 */
final class ConnectionReuse {
  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionReader reader;
  private final SessionSender sender;
  private final EngineActions actions;

  ConnectionReuse(
      SessionMonitor session, SessionReader reader, SessionSender sender, EngineActions actions) {
    this.session = session;
    this.engine = session.engine();
    this.reader = reader;
    this.sender = sender;
    this.actions = actions;
  }

  /**
   * Ends the session without waiting, and keeps it for another one that wants its connection.
   *
   * @return false if that is impossible
   */
  boolean keep() {
    session.lock();
    try {
      if (!engine.mayKeep()) {
        return false;
      }
      engine.keep();
      sender.send(); // the end, before the process may be frozen
      actions.settle();
      return true;
    } finally {
      session.unlock();
    }
  }

  /**
   * Agrees with the peer that another session has the connection, or begins to end this one.
   *
   * @return null if that has failed, or the thread is interrupted
   */
  SessionConnection handOver(Duration timeout, Deadline until) {
    session.lock();
    try {
      if (!engine.isOver()) {
        engine.reuse(timeout, ClockReading.now());
        actions.settle();
        awaitAgreement(until);
        if (engine.isComplete()) {
          engine.part(SessionEnd.CLOSED_HERE); // without effect if they have agreed
        } else {
          engine.close(ClockReading.now()); // the peer is still to have the rest
        }
        actions.settle();
      }
      return unused();
    } finally {
      session.unlock();
    }
  }

  private void awaitAgreement(Deadline until) {
    try {
      Duration left = engine.reuseTime(ClockReading.now());
      while (Durations.isPositive(left) && !until.hasPassed()) {
        awaitPeer(until.orIn(left));
        sender.sendSoon();
        left = engine.reuseTime(ClockReading.now());
      }
    } catch (IOException e) {
      // Interrupted.
    }
  }

  private void awaitPeer(Deadline bound) throws IOException {
    try {
      reader.awaitPeer(bound);
    } catch (SocketTimeoutException e) {
      // The peer may have given us more time meanwhile.
    }
  }

  /** The connection, once no thread of this session uses it; null if there is none. */
  private SessionConnection unused() {
    SessionConnection connection = actions.handedOver();
    try {
      while (connection != null && (reader.isReading() || sender.isSending())) {
        session.awaitChange(null);
      }
      return connection;
    } catch (IOException e) { // interrupted
      connection.cut();
      return null;
    }
  }

  /** Begins over the connection of a former session with the peer. */
  void inherit(SessionConnection former) {
    session.lock();
    try {
      session.connect(former);
      session.trustConnection();
      engine.inherited(ClockReading.now());
      sender.send();
      actions.settle();
    } finally {
      session.unlock();
    }
  }
}
