package io.frelay.relay.limits;

import java.util.concurrent.ConcurrentHashMap;

/** Counts by key, up to a bound, and forgets keys that are down to zero. Safe for any thread. */
public final class KeyedCounter<K> {
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();
  private final int most;

  public KeyedCounter(int most) {
    this.most = most;
  }

  /** Counts one more, unless {@code key} has as many as it may have. */
  public boolean tryAcquire(K key) {
    boolean[] acquired = {false};
    counts.compute(
        key,
        (k, count) -> {
          int now = count == null ? 0 : count;
          acquired[0] = now < most;
          return acquired[0] ? Integer.valueOf(now + 1) : count;
        });
    return acquired[0];
  }

  /** Counts one more, whatever the bound. */
  public void acquire(K key) {
    counts.merge(key, 1, Integer::sum);
  }

  public void release(K key) {
    counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }
}
