package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Permit of a session that has lost its connection to make its way to a relay. When thousands of a
 * process lose theirs together, a few at a time are through sooner than all at once, each of which
 * would be too slow for its peer. They go in the order of their tags, since both parties of a
 * session know its tag: the process at the other end comes to the same ones at the same time.
 *
 * <p>For use by one thread.
 */
public final class ReconnectPermit implements AutoCloseable {
  private static final int MAX_AT_ONCE = 16;

  /** Then the next one goes as well: this one may have to do with a relay that hangs. */
  private static final Duration MAX_HELD = Duration.ofSeconds(2);

  /** Permits of all sessions that share it. */
  static final class Queue {
    private final PriorityQueue<ReconnectPermit> waiting =
        new PriorityQueue<>(Comparator.comparing((ReconnectPermit permit) -> permit.tag));

    private int free = MAX_AT_ONCE;
  }

  private final Queue queue; // which guards itself and every place
  private final String tag;
  private final Semaphore called = new Semaphore(0);
  private Place place;
  private Duration waited = Duration.ZERO;

  private ReconnectPermit(Queue queue, String tag) {
    this.queue = queue;
    this.tag = tag;
  }

  /** Returns a permit that need not be waited for. */
  public static ReconnectPermit free() {
    return new ReconnectPermit(new Queue(), null);
  }

  /** Returns a permit for a session that its peer meets again at {@code tag}. */
  static ReconnectPermit at(Queue queue, String tag) {
    return new ReconnectPermit(queue, tag);
  }

  /**
   * Waits for it for half of the time at most, which leaves the rest for the way, and goes all the
   * same then. Without effect if it has the permit already.
   */
  public void await(Deadline deadline) throws InterruptedException {
    if (tag == null || takeOrQueue()) {
      return;
    }
    long begun = System.nanoTime();
    try {
      called.tryAcquire(deadline.remaining().toNanos() / 2, TimeUnit.NANOSECONDS);
    } finally {
      leaveQueue();
      waited = Duration.ofNanos(System.nanoTime() - begun);
    }
  }

  /** Duration of the last wait; the peer may have to wait for about as long. */
  public Duration waited() {
    return waited;
  }

  private boolean takeOrQueue() {
    synchronized (queue) {
      if (place == null && queue.free > 0) {
        queue.free--;
        place = new Place();
      } else if (place == null) {
        queue.waiting.add(this);
      }
      return place != null;
    }
  }

  private void leaveQueue() {
    synchronized (queue) {
      queue.waiting.remove(this);
      called.drainPermits();
    }
  }

  /** The way is behind it; for the second time without effect. */
  @Override
  public void close() {
    synchronized (queue) {
      if (place != null) {
        place.leave();
        place = null;
      }
    }
  }

  /** One of those that are on their way. */
  private final class Place {
    private boolean left;

    Place() {
      CompletableFuture.delayedExecutor(MAX_HELD.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
          .execute(this::leave);
    }

    void leave() {
      synchronized (queue) {
        if (left) {
          return;
        }
        left = true;
        ReconnectPermit next = queue.waiting.poll();
        if (next == null) {
          queue.free++;
        } else {
          next.place = next.new Place();
          next.called.release();
        }
      }
    }
  }
}
