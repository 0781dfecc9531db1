package io.frelay.function.runtime;

import java.time.Duration;

/** When an invocation reached its phases. Its thread calls it, step by step. */
final class Phases {
  private final long begun = System.nanoTime();
  private long resolved;
  private long connected;

  /**
   * Lengths in milliseconds; a phase that was not reached counts to the one before.
   *
   * @param secrets from the beginning until they were there
   * @param peers from then until they were there
   * @param handler from then on
   */
  record Lengths(long all, long secrets, long peers, long handler) {}

  void resolved() {
    resolved = System.nanoTime();
  }

  void connected() {
    connected = System.nanoTime();
  }

  /** Lengths if it ends now. */
  Lengths now() {
    long now = System.nanoTime();
    long secretsAt = resolved == 0 ? now : resolved;
    long peersAt = connected == 0 ? now : connected;
    return new Lengths(
        millis(begun, now),
        millis(begun, secretsAt),
        millis(secretsAt, peersAt),
        millis(peersAt, now));
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }
}
