package io.frelay.client.internal.session;

import io.frelay.client.internal.Durations;
import java.time.Duration;

/**
 * A reading of two clocks, because either may stand still while a process is frozen: the monotonic
 * one in a virtual machine that is stopped, the wall clock until somebody sets it.
 *
 * @param nanos of {@link System#nanoTime()}
 * @param wallMillis of {@link System#currentTimeMillis()}
 */
public record ClockReading(long nanos, long wallMillis) {
  public static ClockReading now() {
    return new ClockReading(System.nanoTime(), System.currentTimeMillis());
  }

  /** The longer of what the two clocks say. */
  public Duration since(ClockReading earlier) {
    Duration monotonic = Duration.ofNanos(nanos - earlier.nanos);
    Duration wall = Duration.ofMillis(wallMillis - earlier.wallMillis);
    return Durations.longer(monotonic, wall);
  }
}
