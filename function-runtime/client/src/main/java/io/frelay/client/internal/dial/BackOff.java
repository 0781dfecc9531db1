package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.internal.Durations;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The waits between attempts: they double from a base to a cap, and half of each is chance, so that
 * a thousand functions do not come back to a restarted relay in step. Not safe for use by several
 * threads.
 */
public final class BackOff {
  private final Duration base;
  private final Duration cap;
  private Duration next;

  public BackOff(Duration base, Duration cap) {
    this.base = base;
    this.cap = cap;
    this.next = base;
  }

  /**
   * Waits.
   *
   * @return false at once if too little time is left for another attempt
   */
  public boolean pause(Deadline deadline) throws InterruptedException {
    Duration remaining = deadline.remaining();
    if (remaining.compareTo(base) <= 0) {
      return false;
    }
    // Never past the middle of what is left, so that the last attempts come close to the deadline.
    Duration longest = Durations.shorter(next, remaining.dividedBy(2));
    long half = longest.toNanos() / 2;
    Thread.sleep(
        Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1)).toMillis());
    next = Durations.shorter(next.multipliedBy(2), cap);
    return true;
  }
}
