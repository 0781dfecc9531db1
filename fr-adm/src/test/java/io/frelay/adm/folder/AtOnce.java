package io.frelay.adm.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The same by several threads that begin together. */
final class AtOnce {
  private AtOnce() {}

  interface Work<T> {
    T run(int index) throws Exception;
  }

  /** Outcome of each thread: its result or its exception. */
  static <T> List<Object> outcomes(int threads, Work<T> work) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        all.add(
            () -> {
              barrier.await(60, TimeUnit.SECONDS);
              return work.run(index);
            });
      }
      List<Object> outcomes = new ArrayList<>();
      for (Future<T> each : pool.invokeAll(all)) {
        try {
          outcomes.add(each.get());
        } catch (ExecutionException e) {
          outcomes.add(e.getCause());
        }
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  /** The same, where nobody may fail. */
  static <T> void run(int threads, Work<T> work) throws Exception {
    for (Object outcome : outcomes(threads, work)) {
      if (outcome instanceof Exception failure) {
        throw failure;
      }
    }
  }
}
