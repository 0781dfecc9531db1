package io.frelay.relay.splice;

import io.frelay.relay.connection.CloseReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that run now. Safe for any thread. */
public final class Sessions {
  private final Set<Session> running = ConcurrentHashMap.newKeySet();

  void add(Session session) {
    running.add(session);
  }

  void remove(Session session) {
    running.remove(session);
    synchronized (this) {
      notifyAll();
    }
  }

  public int size() {
    return running.size();
  }

  /**
   * Blocks until none runs, or {@code limit} is over.
   *
   * @return whether none runs
   */
  public synchronized boolean awaitNone(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!running.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Ends all that run. */
  public void endAll(CloseReason reason) {
    running.forEach(session -> session.end(reason));
  }
}
