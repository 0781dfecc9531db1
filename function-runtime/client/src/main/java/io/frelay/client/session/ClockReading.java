package io.frelay.client;

import java.time.Duration;

/**
 * A moment on two clocks, because either may stand still while a process is frozen: the monotonic
 * one in a virtual machine that is stopped, the other until somebody sets it.
 *
 * @param nanos of {@link System#nanoTime()}
 * @param wallMillis of {@link System#currentTimeMillis()}
 */
public record Moment(long nanos, long wallMillis) {
  public static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis());
  }

  /** The longer of what the two clocks say. */
  public Duration since(Moment earlier) {
    Duration monotonic = Duration.ofNanos(nanos - earlier.nanos);
    Duration wall = Duration.ofMillis(wallMillis - earlier.wallMillis);
    return monotonic.compareTo(wall) > 0 ? monotonic : wall;
  }
}
