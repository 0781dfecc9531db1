package io.frelay.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Threads that play parts of one test, and their failures. For use by one thread. */
final class Scripts {
  /** One that runs. */
  private record Part(String party, FutureTask<Void> task, Supplier<String> stage) {}

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Throwable> failures = new LinkedHashMap<>();

  /**
   * Starts one.
   *
   * @param stage says what it is doing, for whoever waits in vain
   * @param whenFailed runs on its thread once its failure is noted
   */
  void start(String party, Callable<Void> script, Supplier<String> stage, Runnable whenFailed) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                return script.call();
              } catch (Exception | Error e) {
                note(party, e);
                whenFailed.run();
                throw e;
              }
            });
    parts.add(new Part(party, task, stage));
    FaultyRoute.start("frelay party " + party, task);
  }

  private void note(String party, Throwable failure) {
    synchronized (failures) {
      failures.putIfAbsent(party, failure);
    }
  }

  /**
   * Waits until all have ended, and interrupts those that have not in time.
   *
   * @return failures by the party's name, the first one first
   */
  Map<String, Throwable> await(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (Part each : parts) {
      try {
        var unused = each.task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        // noted
      } catch (TimeoutException e) {
        note(each.party, new AssertionError(each.stage.get()));
        each.task.cancel(true);
      }
    }
    parts.clear();
    synchronized (failures) {
      return new LinkedHashMap<>(failures);
    }
  }

  /**
   * Makes one failure of several.
   *
   * @param failures by the party's name, at least one
   */
  static AssertionError error(Map<String, Throwable> failures) {
    Map.Entry<String, Throwable> first = failures.entrySet().iterator().next();
    AssertionError error =
        new AssertionError(
            "party %s: %s".formatted(first.getKey(), first.getValue().getMessage()),
            first.getValue());
    failures.values().stream().skip(1).forEach(error::addSuppressed);
    return error;
  }
}
