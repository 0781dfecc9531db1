package io.frelay.relay.observe;

import io.frelay.relay.schedule.PeriodicLook;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Watch over the event loops. A thread gives each loop a task every second and waits for none, so a
 * query returns at once even if all loops are stuck. The log shows the stack of a loop that is
 * stuck.
 */
public final class LoopWatch {
  private static final Logger LOG = Logger.getLogger(LoopWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<Beat> beats;
  private final Duration timeout;

  /**
   * @param loops each to be watched
   * @param timeout time in which a loop must answer
   */
  public LoopWatch(List<? extends Executor> loops, Duration timeout) {
    this.beats = loops.stream().map(Beat::new).toList();
    this.timeout = timeout;
  }

  /**
   * Watches from now on, for as long as the process lives.
   *
   * @param afterEach called after each look, on the watching thread
   */
  public void start(Runnable afterEach) {
    PeriodicLook watching =
        new PeriodicLook("relay-loops", LOG, "the loops could not be watched this time");
    watching.every(Duration.ZERO, PERIOD, this::look);
    watching.every(Duration.ZERO, PERIOD, afterEach);
  }

  void look() {
    beats.forEach(Beat::look);
  }

  /** Number of loops that are watched. */
  public int size() {
    return beats.size();
  }

  /** Number of loops that have not answered in time. */
  public int silent() {
    return (int) beats.stream().filter(Beat::isSilent).count();
  }

  /** One loop's. */
  private final class Beat {
    private final Executor loop;
    private volatile boolean isAsked;
    private volatile long askedNanos;
    private volatile Thread thread;
    private boolean isReported;

    Beat(Executor loop) {
      this.loop = loop;
    }

    boolean isSilent() {
      return isAsked && System.nanoTime() - askedNanos > timeout.toNanos();
    }

    void look() {
      boolean silent = isSilent();
      if (silent && !isReported) {
        report();
      }
      isReported = silent;
      if (!isAsked) {
        askedNanos = System.nanoTime();
        isAsked = true;
        ask();
      }
    }

    /**
     * A loop that refuses has ended, as all do when the relay stops; it stays asked, and silent.
     * One that was not reached is asked again.
     */
    private void ask() {
      try {
        loop.execute(
            () -> {
              thread = Thread.currentThread();
              isAsked = false;
            });
      } catch (RejectedExecutionException e) {
        // It is reported if the relay is still there when its time is over.
      } catch (OutOfMemoryError e) {
        isAsked = false;
        throw e;
      }
    }

    private void report() {
      Thread stuck = thread;
      if (stuck == null) {
        LOG.error("an event loop of the relay does not start");
        return;
      }
      LOG.errorf(
          "event loop %s has not answered for %d s; its connections are stalled:%n%s",
          stuck.getName(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - askedNanos),
          Arrays.stream(stuck.getStackTrace())
              .map(frame -> "    at " + frame)
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }
}
