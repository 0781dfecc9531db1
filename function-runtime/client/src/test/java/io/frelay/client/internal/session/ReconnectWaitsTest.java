package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A nascent side and its peer lose their connection at the same moment and look for each other, in
 * simulated time, as {@code Reconnector} does.
 */
class ReconnectWaitsTest {
  private static final int HISTORIES = 20_000;
  private static final long SECOND = 1_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(1);

  private static final class Side {
    private final SplittableRandom random;

    /** Time for the dial, the handshake and the request, in nanoseconds. */
    private final long way;

    private long now;
    private long pause = SECOND / 50;

    Side(SplittableRandom random, long way) {
      this.random = random;
      this.way = way;
    }

    /** When the next wait begins, and when it ends. */
    long[] wait(boolean nascent) {
      Duration wait = ReconnectWaits.next(nascent, Duration.ofNanos(now), random);
      long from = now + way;
      now = from + wait.toNanos();
      return new long[] {from, now};
    }

    /** When the relay has the request that takes nobody's place. */
    long look() {
      now += way;
      return now;
    }

    /** As {@code BackOff} from 20 ms to 1 s. */
    void pause() {
      now += pause / 2 + random.nextLong(pause / 2 + 1);
      pause = Math.min(2 * pause, SECOND);
    }
  }

  /** When the two meet, in nanoseconds since the loss. */
  private long meeting(long way) {
    Side nascent = new Side(random.split(), way);
    Side other = new Side(random.split(), way);
    long[] waiting = nascent.wait(true);
    while (other.now < 60 * SECOND) {
      other.wait(false);
      long look = other.look();
      while (waiting[1] < look) {
        nascent.pause();
        waiting = nascent.wait(true);
      }
      if (waiting[0] <= look) {
        return look;
      }
      other.pause();
    }
    return other.now;
  }

  @Test
  void aNascentSideAndItsPeerDoNotMissEachOtherInStep() {
    long[] met = random.longs(HISTORIES, 100_000, SECOND / 2).map(this::meeting).sorted().toArray();
    assertThat(met[HISTORIES / 2]).isLessThan(6 * SECOND);
    assertThat(met[HISTORIES - 1]).isLessThan(20 * SECOND);
  }

  @Test
  void noWaitIsLongerThanANascentSides() {
    for (int lost = 0; lost < 600; lost++) {
      Duration since = Duration.ofSeconds(lost);
      assertThat(ReconnectWaits.next(true, since, random)).isEqualTo(ReconnectWaits.LONGEST);
      assertThat(ReconnectWaits.next(false, since, random))
          .isBetween(Duration.ofSeconds(3), ReconnectWaits.LONGEST);
    }
  }
}
