package io.frelay.relay.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyedCounterTest {
  @Test
  void everyKeyHasItsOwnBound() {
    KeyedCounter<String> counter = new KeyedCounter<>(2);
    assertThat(counter.tryAcquire("a")).isTrue();
    assertThat(counter.tryAcquire("a")).isTrue();
    assertThat(counter.tryAcquire("a")).isFalse();
    assertThat(counter.tryAcquire("b")).isTrue();
  }

  @Test
  void aRefusedOneIsNotCounted() {
    KeyedCounter<String> counter = new KeyedCounter<>(1);
    assertThat(counter.tryAcquire("a")).isTrue();
    assertThat(counter.tryAcquire("a")).isFalse();
    counter.release("a");
    assertThat(counter.tryAcquire("a")).isTrue();
  }

  @Test
  void releasingWhatWasNotAcquiredGivesNoCredit() {
    KeyedCounter<String> counter = new KeyedCounter<>(1);
    counter.release("a");
    counter.release("a");
    assertThat(counter.tryAcquire("a")).isTrue();
    assertThat(counter.tryAcquire("a")).isFalse();
  }

  @Test
  @Timeout(30)
  void theBoundHoldsForManyThreads() throws Exception {
    int most = 3;
    int threads = 8;
    KeyedCounter<String> counter = new KeyedCounter<>(most);
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      done.add(
          pool.submit(
              () -> {
                start.await();
                for (int round = 0; round < 20_000; round++) {
                  if (counter.tryAcquire("a")) {
                    peak.accumulateAndGet(holders.incrementAndGet(), Math::max);
                    holders.decrementAndGet();
                    counter.release("a");
                  }
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get(20, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(peak.get()).isBetween(1, most);
    for (int i = 0; i < most; i++) {
      assertThat(counter.tryAcquire("a")).isTrue();
    }
    assertThat(counter.tryAcquire("a")).isFalse();
  }
}
