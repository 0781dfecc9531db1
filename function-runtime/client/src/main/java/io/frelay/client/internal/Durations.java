package io.frelay.client.internal;

import java.time.Duration;

/** Arithmetic of durations. */
public final class Durations {
  private Durations() {}

  /**
   * Checks a setting.
   *
   * @throws IllegalArgumentException that names it
   */
  public static void requirePositive(String name, Duration duration) {
    if (!isPositive(duration)) {
      throw new IllegalArgumentException(name + " is not positive");
    }
  }

  /** Returns whether it is longer than zero. */
  public static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /** Returns the shorter of two. */
  public static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Returns the longer of two. */
  public static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
