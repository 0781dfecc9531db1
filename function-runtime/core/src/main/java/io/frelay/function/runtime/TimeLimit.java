package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends a handler when its time is up: cuts its streams and interrupts its thread, so that whatever
 * it waits for ends. Made, and closed, by the thread it watches.
 */
final class TimeLimit implements AutoCloseable {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "frelay time limit");
            thread.setDaemon(true);
            return thread;
          });

  private final Thread watched = Thread.currentThread();
  private final Runnable cut;
  private final Future<?> alarm;
  private boolean over;
  private boolean passed;

  TimeLimit(Deadline deadline, Runnable cut) {
    this.cut = cut;
    alarm =
        CLOCK.schedule(
            this::end, Math.max(0, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
  }

  private synchronized void end() {
    if (!over) {
      passed = true;
      cut.run();
      watched.interrupt();
    }
  }

  /** Whether the time was up before it was closed. */
  synchronized boolean hasPassed() {
    return passed;
  }

  /** From here on nothing is cut. An interrupt that was meant for the handler ends with it. */
  @Override
  public synchronized void close() {
    over = true;
    alarm.cancel(false);
    if (passed) {
      boolean unused = Thread.interrupted();
    }
  }
}
