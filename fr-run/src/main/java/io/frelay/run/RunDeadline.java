package io.frelay.run;

import java.time.Duration;

/** A moment by which all must be done. */
record RunDeadline(long nanoTime) {
  static RunDeadline in(Duration time) {
    return new RunDeadline(System.nanoTime() + time.toNanos());
  }

  /** The time that is left; none or less if it has passed. */
  Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }
}
