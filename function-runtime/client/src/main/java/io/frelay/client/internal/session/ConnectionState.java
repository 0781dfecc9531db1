package io.frelay.client.internal.session;

import java.time.Duration;

/**
 * The connection that a session has, if any, and what is to be remembered of those before.
 *
 * <pre>{@code
 *        connected             greeting: ours
 * DOWN -------------> GREETING ---------------> OPEN
 *   ^                  |   | greeting: a new instance of the peer
 *   |        ANSWER    |   v
 *   +------------------+  STRANGE
 *   +--------------------- lost, from each of them: CUT
 * }</pre>
 */
final class ConnectionState {
  enum Phase {
    DOWN,
    GREETING,
    OPEN,
    STRANGE
  }

  /** Time for the peer's greeting on any connection but the first. */
  private static final Duration GREETING = Duration.ofSeconds(5);

  private Phase phase = Phase.DOWN;
  private int connections;
  private ClockReading since;
  private boolean began;
  private boolean inherited;
  private boolean proven;
  private boolean mute;
  private boolean left;
  private ClockReading lostSince;

  /**
   * Another connection stands.
   *
   * @param begins whether this side greets with BEGIN
   * @param inherits whether a former session with the peer has left it to this one
   */
  void connected(boolean begins, boolean inherits, ClockReading now) {
    if (phase != Phase.DOWN) {
      throw new IllegalStateException("there is a connection");
    }
    phase = Phase.GREETING;
    connections++;
    since = now;
    began = begins;
    inherited = inherits;
    proven = false;
    mute = false;
    left = false;
  }

  /** One over which the peer says no more than its greeting does not count as one between. */
  void lost(ClockReading now) {
    phase = Phase.DOWN;
    if (lostSince == null || proven) {
      lostSince = now;
    }
  }

  void opened() {
    phase = Phase.OPEN;
  }

  /** The peer is a new instance. */
  void stranger() {
    phase = Phase.STRANGE;
  }

  /** A frame has come. */
  void heard() {
    proven |= phase == Phase.OPEN;
  }

  /** Nothing more goes over it. */
  void sendingFailed() {
    mute = true;
  }

  /** The own direction is ended. */
  void left() {
    left = true;
  }

  Phase phase() {
    return phase;
  }

  boolean isDown() {
    return phase == Phase.DOWN;
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Returns whether there was none before. */
  boolean isFirst() {
    return connections <= 1;
  }

  /** Returns whether this side has greeted with BEGIN. */
  boolean hasBegun() {
    return began;
  }

  boolean isMute() {
    return mute;
  }

  /** Returns whether the connection takes anything. */
  boolean isSendable() {
    return phase != Phase.DOWN && !mute && !left;
  }

  /** Returns whether the stream may go over it: over the first one without waiting for the peer. */
  boolean mayStream() {
    return phase == Phase.OPEN || (phase == Phase.GREETING && isFirst());
  }

  /** Returns whether the peer's last word on it may not have come, or ours not have reached it. */
  boolean isUncertain() {
    return phase == Phase.DOWN || left || mute;
  }

  /**
   * Returns whether the peer may be with another session, and has not said yet that it is with
   * ours.
   */
  boolean isBeingResumed() {
    return phase != Phase.DOWN && phase != Phase.OPEN && (!isFirst() || inherited);
  }

  /** Returns whether the peer took too long over that. */
  boolean isGreetingOverdue(ClockReading now) {
    return isBeingResumed() && now.since(since).compareTo(GREETING) > 0;
  }

  /** Since when there is no connection of use; null if there always was. */
  ClockReading lostSince() {
    return lostSince;
  }
}
