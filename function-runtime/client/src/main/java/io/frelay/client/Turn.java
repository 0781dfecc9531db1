package io.frelay.client;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The turn of a session that has lost its connection to make its way to a relay, once. When
 * hundreds of a process lose theirs together, a few at a time are through sooner than all at once,
 * each of which would be too slow for the others' patience. One thread's.
 */
final class Turn implements AutoCloseable {
  private static final Semaphore PLACES = new Semaphore(16, true);

  /** Then it goes all the same: those in front may have to do with a relay that hangs. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private boolean held;

  private Turn(boolean held) {
    this.held = held;
  }

  /** For whom need not wait. */
  static Turn free() {
    return new Turn(false);
  }

  /** Waits for it, and leaves half of the time for the way. */
  static Turn take(Deadline deadline) {
    Duration longest = Deadline.shorter(LONGEST, deadline.remaining().dividedBy(2));
    try {
      return new Turn(PLACES.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the way will find out
      return free();
    }
  }

  /** The way is behind it; for the second time without effect. */
  @Override
  public void close() {
    if (held) {
      held = false;
      PLACES.release();
    }
  }
}
