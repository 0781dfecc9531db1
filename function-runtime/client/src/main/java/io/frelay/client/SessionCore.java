package io.frelay.client;

import io.frelay.client.session.GoneReason;
import io.frelay.client.session.SessionState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the threads of one session share. All of it is guarded by {@link #lock}; input and output
 * happen outside of it, by whoever is the reader or the sender at that time.
 */
final class SessionCore {
  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();

  /** For the keeper alone, so that what flows does not wake it. */
  final Condition broken = lock.newCondition();

  final String peer;
  final Resumption options;
  final SessionState state;

  private Link link;
  private List<X509Certificate> shown = List.of();
  private Moment lostSince;
  private IOException failure;
  private boolean over;
  private boolean leaving;
  private int resumptions;

  SessionCore(String peer, Resumption options) {
    this.peer = peer;
    this.options = options;
    this.state = new SessionState(options.window());
  }

  /** The connection there is, or null. */
  Link link() {
    return link;
  }

  void setLink(Link newLink) {
    if (lostSince != null) {
      resumptions++;
    }
    link = newLink;
    shown = newLink.peerChain();
    changed.signalAll();
  }

  /**
   * Since when there is no connection of use. One over which the peer says no more than its
   * greeting is of none: otherwise the patience would begin anew with each of these.
   */
  Moment lostSince() {
    return lostSince;
  }

  /** What the peer has shown over its last connection; nothing once it is over. */
  List<X509Certificate> shown() {
    lock.lock();
    try {
      return over ? List.of() : shown;
    } finally {
      lock.unlock();
    }
  }

  /**
   * When what the peer has shown expires. While it is lost that is for its next connection to say:
   * the peer may come back with a new certificate.
   */
  Instant validUntil() {
    lock.lock();
    try {
      return over || link == null ? Instant.MAX : link.validUntil();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The application is done with it, and so are we, but the peer may not have heard what was
   * confirmed last, and come back for that.
   */
  void stay() {
    leaving = true;
  }

  /** Whether it goes on for the peer's sake alone. */
  boolean isLeaving() {
    return leaving;
  }

  /** Whether nothing more will happen. */
  boolean isOver() {
    return over;
  }

  /** Why it is over. */
  IOException failure() {
    return failure == null ? RawTransport.closedHere(peer) : failure;
  }

  /** A connection is of no further use. If it is the present one the session looks for another. */
  void lost(Link dead) {
    leave(dead);
    dead.cut();
  }

  /** The same, but the connection is for somebody else to end. */
  void leave(Link dead) {
    lock.lock();
    try {
      if (link == dead) {
        link = null;
        if (lostSince == null || dead.isProven()) {
          lostSince = Moment.now();
        }
        changed.signalAll();
        broken.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will happen, and this is why; null if it was closed here. */
  void end(IOException why) {
    lock.lock();
    try {
      if (!over) {
        over = true;
        failure = why;
      }
      changed.signalAll();
      broken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, and what waits for its connection. */
  void cutOff(IOException why) {
    lock.lock();
    try {
      end(why);
      if (link != null) {
        link.cut();
      }
    } finally {
      lock.unlock();
    }
  }

  void gone(GoneReason reason) {
    end(
        switch (reason) {
          case UNKNOWN -> new PeerRestartedException(peer, counts());
          case ABORTED ->
              new SessionLostException("party " + peer + " broke the session off", counts(), null);
          case BROKEN_RULES ->
              new SessionLostException(
                  "party " + peer + " found fault with what it was sent and broke the session off",
                  counts(),
                  null);
        });
  }

  SessionCounts counts() {
    lock.lock();
    try {
      return new SessionCounts(state.sent(), state.confirmed(), state.received(), resumptions);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change, with the lock held.
   *
   * @param bound null for none
   * @throws SocketTimeoutException at the bound
   * @throws InterruptedIOException if the thread is interrupted; it still is then
   */
  @SuppressWarnings("WaitNotInLoop") // the callers' loops know what they wait for
  void await(Deadline bound) throws IOException {
    try {
      if (bound == null) {
        changed.await();
      } else if (bound.hasPassed()) {
        throw new SocketTimeoutException("the deadline has passed");
      } else {
        boolean early = changed.await(bound.remainingMillis(), TimeUnit.MILLISECONDS);
        if (!early && bound.hasPassed()) {
          throw new SocketTimeoutException("the deadline has passed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
