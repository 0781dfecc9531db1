package io.frelay.client.internal.dial;

import io.frelay.client.SetupTimes;
import java.time.Duration;

/**
 * Measures the steps of one attempt to set a session up. A step that is not told of takes no time.
 * Not safe for use by several threads.
 */
public final class SetupTimer {
  private final long started; // nanoseconds, as the others
  private final long begun = System.nanoTime();
  private long reached = begun;
  private long authenticated = begun;
  private long joined = begun;

  /**
   * Begins an attempt.
   *
   * @param started when the call began, on the clock of {@link System#nanoTime()}
   */
  public SetupTimer(long started) {
    this.started = started;
  }

  /** The TCP connection stands. */
  public void reached() {
    reached = System.nanoTime();
    authenticated = reached;
    joined = reached;
  }

  /** The TLS with the relay stands. */
  void authenticated() {
    authenticated = System.nanoTime();
    joined = authenticated;
  }

  /** The relay has joined us with the peer. */
  void joined() {
    joined = System.nanoTime();
  }

  /** The TLS with the peer stands: returns how long all took. */
  public SetupTimes secured() {
    long secured = System.nanoTime();
    return new SetupTimes(
        Duration.ofNanos(reached - begun),
        Duration.ofNanos(authenticated - reached),
        Duration.ofNanos(joined - authenticated),
        Duration.ofNanos(secured - joined),
        Duration.ofNanos(secured - started));
  }
}
