package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The receiving of one session. One thread at a time is the reader, and none for good: whoever
 * needs something of the peer, its data or its confirmation, reads for as long as that takes.
 *
 * <p>Locking: its methods are called with the lock of {@link SessionMonitor}.
 */
final class SessionReader {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionSender sender;
  private final EngineActions actions;
  private boolean reading;
  private int readers; // threads of the application that want to read
  private WrongSessionException misjoined; // null if the relay never joined us with others

  SessionReader(SessionMonitor session, SessionSender sender, EngineActions actions) {
    this.session = session;
    this.engine = session.engine();
    this.sender = sender;
    this.actions = actions;
  }

  /** A thread of the application wants to read. {@link #leave} is to follow. */
  void enter() {
    readers++;
  }

  void leave() {
    readers--;
  }

  boolean isReading() {
    return reading;
  }

  /** Returns whether no thread of the application would be kept from its reading. */
  boolean isIdle() {
    return !reading && readers == 0;
  }

  /** The last time that the relay joined us with others; null if it never did. */
  WrongSessionException misjoined() {
    return misjoined;
  }

  /**
   * Reads, if nobody does, or waits for something to change.
   *
   * @param bound null for none
   * @throws SocketTimeoutException at the bound
   */
  void awaitPeer(Deadline bound) throws IOException {
    awaitPeer(NOTHING, bound);
  }

  /**
   * The same.
   *
   * @param to for data, past what is kept for the application
   */
  void awaitPeer(ByteBuffer to, Deadline bound) throws IOException {
    sender.flush();
    if (session.isConnected() && !reading) {
      receive(to, bound);
    } else {
      session.awaitChange(bound);
    }
  }

  /** Reads what there is and what comes within the time, unless the application wants to. */
  void hear(Duration within) {
    Deadline bound = Deadline.in(within);
    try {
      while (session.isConnected() && !engine.isOver() && isIdle()) {
        receive(NOTHING, bound);
      }
    } catch (IOException e) {
      // Nothing more for now.
    }
  }

  private void receive(ByteBuffer to, Deadline bound) throws SocketTimeoutException {
    SessionConnection from = session.connection();
    ByteBuffer bytes = null;
    IOException problem = null;
    reading = true;
    session.unlock();
    try {
      bytes = from.receive(bound);
    } catch (IOException e) {
      problem = e;
    } finally {
      session.lock();
      reading = false;
      session.signalChange();
    }
    if (problem instanceof SocketTimeoutException late) {
      throw late;
    }
    if (session.connection() == from) { // otherwise it will come again over the next one
      heard(bytes, to, problem);
      actions.settle();
    }
  }

  private void heard(ByteBuffer bytes, ByteBuffer to, IOException problem) {
    ClockReading now = ClockReading.now();
    if (problem instanceof WrongSessionException wrong && engine.isFirstConnection()) {
      session.failWith(wrong);
      engine.part(SessionEnd.FAILED_HERE); // in good order: the peer is to find out too
    } else if (problem != null) {
      misjoined = problem instanceof WrongSessionException wrong ? wrong : misjoined;
      engine.connectionLost(now);
    } else if (bytes == null) {
      engine.peerLeft(now);
    } else {
      engine.received(bytes, to, now);
    }
  }
}
