package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A nascent side and its peer lose their connection and look for each other, in simulated time, as
 * {@code Reconnector} does.
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
      return wait(ReconnectWaits.next(nascent, Duration.ofNanos(now), random));
    }

    long[] wait(Duration wait) {
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

  /**
   * Simulates one history.
   *
   * @param late how much later the nascent side finds out, in nanoseconds
   * @return when the two meet, in nanoseconds since the loss
   */
  private long meeting(long way, long late) {
    Side nascent = new Side(random.split(), way);
    Side other = new Side(random.split(), way);
    nascent.now = late;
    long[] waiting = nascent.wait(true);
    other.wait(ReconnectWaits.BEFORE_LOOK);
    while (other.now < 60 * SECOND) {
      long look = other.look();
      while (waiting[1] < look) {
        nascent.pause();
        waiting = nascent.wait(true);
      }
      if (waiting[0] <= look) {
        return look;
      }
      other.pause();
      other.wait(false);
    }
    return other.now;
  }

  /** Times of many histories, the shortest first. */
  private long[] meetings(long latest) {
    return random
        .longs(HISTORIES, 100_000, SECOND / 2)
        .map(way -> meeting(way, latest == 0 ? 0 : random.nextLong(latest)))
        .sorted()
        .toArray();
  }

  @Test
  void aNascentSideIsFoundByTheFirstLook() {
    long[] met = meetings(0);
    assertThat(met[HISTORIES / 2]).isLessThan(SECOND);
    assertThat(met[HISTORIES - 1]).isLessThan(2 * SECOND);
  }

  @Test
  void aNascentSideAndItsPeerDoNotMissEachOtherInStep() {
    long[] met = meetings(5 * SECOND);
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
