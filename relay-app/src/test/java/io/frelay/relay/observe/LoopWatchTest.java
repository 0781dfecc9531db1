package io.frelay.relay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  @AutoClose("shutdownNow")
  private final ExecutorService one = Executors.newSingleThreadExecutor();

  @AutoClose("shutdownNow")
  private final ExecutorService other = Executors.newSingleThreadExecutor();

  @Test
  void aLoopThatStandsStillIsSilentUntilItGoesOn() throws Exception {
    LoopWatch watch = new LoopWatch(List.of(one, other), Duration.ZERO);
    CountDownLatch stuck = new CountDownLatch(1);
    one.execute(() -> awaitUninterrupted(stuck));
    watch.look();
    answer(other);
    assertThat(watch.size()).isEqualTo(2);
    assertThat(watch.silent()).isEqualTo(1);
    watch.look();
    answer(other);
    assertThat(watch.silent()).as("it has not been asked again").isEqualTo(1);
    stuck.countDown();
    answer(one);
    assertThat(watch.silent()).isZero();
  }

  @Test
  void aBusyLoopHasItsTimeout() throws Exception {
    LoopWatch watch = new LoopWatch(List.of(one), Duration.ofDays(1));
    CountDownLatch busy = new CountDownLatch(1);
    one.execute(() -> awaitUninterrupted(busy));
    watch.look();
    watch.look();
    assertThat(watch.silent()).isZero();
    busy.countDown();
  }

  @Test
  void aLoopThatCouldNotBeAskedIsAskedAgainAndOneThatRefusesIsSilent() throws Exception {
    boolean[] isShort = {true};
    LoopWatch watch =
        new LoopWatch(
            List.of(
                task -> {
                  if (isShort[0]) {
                    throw new OutOfMemoryError("a test's");
                  }
                  task.run();
                }),
            Duration.ZERO);
    assertThatThrownBy(watch::look).isInstanceOf(OutOfMemoryError.class);
    assertThat(watch.silent()).isZero();
    isShort[0] = false;
    watch.look();
    assertThat(watch.silent()).isZero();

    one.shutdown();
    LoopWatch ended = new LoopWatch(List.of(one, other), Duration.ZERO);
    ended.look();
    answer(other);
    assertThat(ended.silent()).isEqualTo(1);
  }

  /** All that it was given before has run. */
  private static void answer(ExecutorService loop) throws Exception {
    loop.submit(() -> {}).get();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
