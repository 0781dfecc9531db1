package io.frelay.client.internal.session;

import java.time.Duration;

/**
 * A row of writes without a pause. In the midst of one the last bytes of a write wait for the next
 * one, so that TLS records are full: a record of a few bytes costs almost as much CPU as a full
 * one.
 */
final class Burst {
  /** Nothing waits longer than about this. */
  static final Duration PAUSE = Duration.ofMillis(1);

  /** Bytes without a pause that make a burst. What is shorter is never kept waiting. */
  private static final long BEGINS = 256 << 10;

  private long lastAt; // nanoseconds
  private long bytes;

  void written(int count, ClockReading now) {
    bytes = isPaused(now) ? count : bytes + count;
    lastAt = now.nanos();
  }

  boolean isOn() {
    return bytes >= BEGINS;
  }

  /** Returns whether nothing was written for so long that what waits has to go. */
  boolean isPaused(ClockReading now) {
    return now.nanos() - lastAt > PAUSE.toNanos();
  }

  /** Nothing more is to be waited for. */
  void end() {
    bytes = 0;
  }
}
