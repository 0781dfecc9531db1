package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.internal.BoundedCondition;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only lock of a session, and what it guards: the {@link SessionEngine}, the connection, and
 * the fields of the other pieces of a {@link SessionShell}.
 *
 * <p>Locking: nobody holds the lock during input or output, which belong to whichever one thread is
 * the reader ({@link SessionReader}) and whichever one is the sender ({@link SessionSender}) at the
 * time; and no thread holds two sessions' locks.
 *
 * <p>All methods but {@link #lock} are called with the lock held.
 */
final class SessionMonitor {
  private final String peer;
  private final SessionEngine engine;
  private final ReentrantLock lock = new ReentrantLock();
  private final BoundedCondition changed = new BoundedCondition(lock);

  /** For the session's own thread alone, so that what flows does not wake it. */
  private final Condition broken = lock.newCondition();

  /** Never signalled. */
  private final Condition paused = lock.newCondition();

  private SessionConnection connection; // null while there is none
  private List<X509Certificate> peerChain = List.of();
  private IOException failure; // null until it is known

  SessionMonitor(String peer, SessionEngine engine) {
    this.peer = peer;
    this.engine = engine;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  SessionEngine engine() {
    return engine;
  }

  // --- waiting ---

  void signalChange() {
    changed.signalAll();
  }

  /** Waits for a change, as {@link BoundedCondition#await} does. */
  void awaitChange(Deadline bound) throws IOException {
    changed.await(bound);
  }

  /** Wakes the session's own thread: it is over, or nothing more goes over the connection. */
  void signalBreak() {
    broken.signalAll();
  }

  /** Waits for {@link #signalBreak}. Returns false after the time. */
  @SuppressWarnings("WaitNotInLoop") // any moment will do
  boolean awaitBreak(Duration time) throws InterruptedException {
    return broken.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets other threads in for a while. */
  @SuppressWarnings("WaitNotInLoop") // any moment will do
  void pause(Duration time) throws InterruptedException {
    paused.awaitNanos(time.toNanos());
  }

  // --- the connection ---

  /** The connection there is, or null. */
  SessionConnection connection() {
    return connection;
  }

  boolean isConnected() {
    return connection != null;
  }

  void connect(SessionConnection next) {
    connection = next;
  }

  /** Gives the connection up, and returns it. */
  SessionConnection release() {
    SessionConnection released = connection;
    connection = null;
    signalBreak();
    return released;
  }

  /** The peer has shown over the connection that the session is with it. */
  void trustConnection() {
    peerChain = connection.peerChain();
  }

  /**
   * Certificates that the peer has shown over its last connection; none once the session is over.
   */
  List<X509Certificate> peerChain() {
    return engine.isOver() ? List.of() : peerChain;
  }

  // --- the end ---

  /**
   * Has reads and writes fail with something else than what the engine's reason stands for. Without
   * effect if it is over.
   *
   * @param why null for the engine's reason
   */
  void failWith(IOException why) {
    if (!engine.isOver()) {
      failure = why;
    }
  }

  void requireStanding() throws IOException {
    if (engine.isOver()) {
      throw failure();
    }
  }

  /** The exception that reads and writes fail with; of use once it is over. */
  IOException failure() {
    if (failure == null) {
      failure =
          SessionFailures.of(
              engine.end(), peer, engine.counts(), Optional.ofNullable(engine.fault()));
    }
    return failure;
  }
}
