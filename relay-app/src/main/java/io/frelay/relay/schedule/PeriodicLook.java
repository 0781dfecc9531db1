package io.frelay.relay.schedule;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A look at something every so often, in a thread of its own that lives as long as the process. One
 * that fails is logged, and the next one follows.
 */
public final class PeriodicLook {
  private final ScheduledExecutorService thread;
  private final Logger log;
  private final String complaint;

  /**
   * Starts the thread.
   *
   * @param name the thread's
   * @param complaint text of the log for a look that failed
   */
  public PeriodicLook(String name, Logger log, String complaint) {
    this.log = log;
    this.complaint = complaint;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread looking = new Thread(task, name);
              looking.setDaemon(true);
              return looking;
            });
  }

  /**
   * Looks from now on.
   *
   * @param first time before the first look
   * @param period time between two looks
   */
  public void every(Duration first, Duration period, Runnable look) {
    thread.scheduleWithFixedDelay(
        () -> guarded(look), first.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Looks once more, as soon as the thread has time; from any thread. */
  public void now(Runnable look) {
    thread.execute(() -> guarded(look));
  }

  /** Runs it so that the next one follows whatever happens: an executor would forget it. */
  private void guarded(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      complain(e);
    }
  }

  private void complain(Throwable failure) {
    try {
      log.error(complaint, failure);
    } catch (OutOfMemoryError e) {
      // Nothing can be said now; the next look may say it.
    }
  }
}
