package io.frelay.client;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The turn of a session that has lost its connection to make its way to a relay. When hundreds of a
 * process lose theirs together, a few at a time are through sooner than all at once, each of which
 * would be too slow for the others' patience. One thread's.
 */
final class Turn implements AutoCloseable {
  private static final Semaphore PLACES = new Semaphore(16, true);

  /** Then it goes all the same: those in front may have to do with a relay that hangs. */
  private static final long LONGEST_SECONDS = 10;

  private boolean held;

  private Turn(boolean held) {
    this.held = held;
  }

  /** Waits for it. */
  static Turn take() throws InterruptedException {
    return new Turn(PLACES.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS));
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
