package io.frelay.client.internal.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides how long a session that lost its connection waits for its peer before it looks elsewhere:
 * "Reconnecting" in section 8 of {@code docs/protocol.md}. Pure.
 *
 * <p>A nascent side can only wait, at the first tag. The other side waits at the session's own tag
 * and looks at the first tag between two waits. Both lose the connection at the same moment. If
 * their waits were equally long, the look would always come while the nascent side is between two
 * requests. Hence a nascent side always waits for the longest time, and the other side's waits are
 * shorter and partly random. The first one is short if the peer may be nascent: then it is the
 * likelier that the peer waits at the first tag.
 */
public final class ReconnectWaits {
  private static final Duration SHORTEST = Duration.ofSeconds(3);

  /** First wait after a loss of a side whose peer may be nascent. */
  public static final Duration BEFORE_LOOK = Duration.ofMillis(200);

  /** Longest wait where the peer need not queue before it can come. */
  public static final Duration LONGEST = Duration.ofSeconds(15);

  /** Random part of a wait, at most, relative to the rest of it. */
  private static final double JITTER = 0.5;

  private static final Duration LONGEST_WITHOUT_JITTER =
      Duration.ofMillis((long) (LONGEST.toMillis() / (1 + JITTER)));

  private ReconnectWaits() {}

  /**
   * The next wait. The longer it takes this side to get through, the longer it may take the peer.
   *
   * @param nascent whether this side has not heard of the peer
   * @param lost time since the connection was lost
   */
  public static Duration next(boolean nascent, Duration lost, RandomGenerator random) {
    if (nascent) {
      return LONGEST;
    }
    long least = Math.max(SHORTEST.toNanos(), lost.toNanos());
    long base = Math.min(least, LONGEST_WITHOUT_JITTER.toNanos());
    return Duration.ofNanos((long) (base * (1 + JITTER * random.nextDouble())));
  }
}
