package io.frelay.client;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * A moment by which something must be over.
 *
 * @param nanoTime on the clock of {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {
  private static final Duration MAX = Duration.ofDays(365);

  /** That long from now; what is longer than a year counts as a year. */
  public static Deadline in(Duration duration) {
    Duration bounded = duration.compareTo(MAX) > 0 ? MAX : duration;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /** A duration as a person says it: 30 s, 0.5 s, 29.5 s. */
  public static String text(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3);
    if (seconds.compareTo(BigDecimal.ONE) > 0) {
      seconds = seconds.setScale(1, RoundingMode.HALF_UP);
    }
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  /** The sooner of this and {@code duration} from now. */
  public Deadline orIn(Duration duration) {
    Deadline other = in(duration);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }

  /** Negative once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** Returns the time left in milliseconds, at least 1: 0 means no limit to a socket. */
  public int remainingMillis() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, remaining().toMillis()));
  }
}
