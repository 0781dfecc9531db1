package io.frelay.client.internal.transport;

import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a session connected, for the session's own thread, the {@link Reconnector}: watches over
 * the connection, and puts another one in its place. Its methods take the lock of {@link
 * SessionMonitor}.
 */
final class ConnectionUpkeep {
  /** If the peer was heard more lately than that, the application reads. */
  private static final Duration QUIET = Duration.ofMillis(500);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration GLANCE = Duration.ofMillis(10);

  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionReader reader;
  private final SessionSender sender;
  private final EngineActions actions;

  ConnectionUpkeep(
      SessionMonitor session, SessionReader reader, SessionSender sender, EngineActions actions) {
    this.session = session;
    this.engine = session.engine();
    this.reader = reader;
    this.sender = sender;
    this.actions = actions;
  }

  /** Takes the first connection, over which the stream goes without waiting for the peer. */
  void begin(SessionConnection first) {
    session.lock();
    try {
      session.connect(first);
      session.trustConnection();
      greet();
    } finally {
      session.unlock();
    }
  }

  /**
   * Takes another connection.
   *
   * @throws InterruptedIOException if the thread is interrupted; the connection is the caller's
   *     then
   */
  void replace(SessionConnection next) throws IOException {
    session.lock();
    try {
      while (reader.isReading() || sender.isSending()) { // still with the connection that is lost
        session.awaitChange(null);
      }
      if (engine.isOver()) {
        next.cut();
      } else {
        session.connect(next);
        greet();
      }
    } finally {
      session.unlock();
    }
  }

  private void greet() {
    engine.connected(ClockReading.now());
    sender.send();
    actions.settle();
  }

  /** Watches the connection there is. Returns once there is none, or the session is over. */
  void watch() throws InterruptedException {
    session.lock();
    try {
      while (session.isConnected() && !engine.isOver()) {
        if (reader.isIdle() && engine.isToBeHeard()) {
          reader.hear(TICK); // what came before it broke; how the peer ends
        } else if (!session.awaitBreak(TICK)
            && reader.isIdle()
            && engine.silence(ClockReading.now()).compareTo(QUIET) > 0) {
          reader.hear(GLANCE);
        }
        engine.tick(ClockReading.now());
        actions.settle();
      }
    } finally {
      session.unlock();
    }
  }

  /**
   * Facts for whoever looks for another connection.
   *
   * @param isWanted whether the session is not over
   * @param resumeTag the tag at which both sides meet again; empty for a nascent side
   * @param mayPeerBeNascent whether the peer may wait at the first tag, as it may not have heard of
   *     us
   * @param lostSince since when there is no connection of use
   * @param needsNothing whether it is the peer alone that may need another connection
   * @param misjoined the last time that the relay joined us with others, or null
   */
  record Search(
      boolean isWanted,
      Optional<String> resumeTag,
      boolean mayPeerBeNascent,
      ClockReading lostSince,
      boolean needsNothing,
      WrongSessionException misjoined) {}

  Search search() {
    session.lock();
    try {
      return new Search(
          !engine.isOver(),
          engine.resumeTag(),
          engine.mayPeerBeNascent(),
          engine.lostSince(),
          engine.needsNothing(),
          reader.misjoined());
    } finally {
      session.unlock();
    }
  }
}
