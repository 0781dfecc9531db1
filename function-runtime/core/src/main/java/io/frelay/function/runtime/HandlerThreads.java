package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs handlers on threads of their own: an invocation ends in time whatever its handler does, and
 * what a handler leaves on its thread, such as an interrupt, stays there. A handler that ignores
 * that its time is up is left behind. Safe for use by several threads.
 */
final class HandlerThreads {
  /** Handlers left behind, beyond which no more begin: each holds a thread and memory. */
  private static final int MAX_LEFT_BEHIND = 64;

  private static final long IDLE_SECONDS = 60;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "frelay handler");
            thread.setDaemon(true);
            return thread;
          });

  /** Handlers that nobody waits for any longer, and that still hold their threads. */
  private final AtomicInteger leftBehind = new AtomicInteger();

  /**
   * Runs a handler and lets its peers go, also if it cannot begin; with the caller's request scope
   * and class loader.
   *
   * @return what it gives, if it ends in time and the peers have taken all that it wrote, though
   *     letting go may take longer
   * @throws FunctionException when its time is up, and nobody waits for it then; or if it cannot
   *     begin
   * @throws ExecutionException with what it threw
   * @throws InterruptedException if the caller is not to wait any longer; nobody does then
   */
  <T> T run(Callable<T> handler, ConnectedPeers peers, Deadline deadline)
      throws FunctionException, ExecutionException, InterruptedException {
    FutureTask<T> output = new FutureTask<>(handler);
    FutureTask<Void> running =
        new FutureTask<>(
            asCaller(
                () -> {
                  output.run();
                  letGo(output, peers);
                  return null;
                }));
    CompletableFuture<Void> threadIsFree = begin(running, peers);
    try {
      running.get(Math.max(0, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      requireDone(output, peers, e);
    } finally {
      if (!running.isDone()) {
        leftBehind.incrementAndGet();
        peers.abort();
        running.cancel(true);
        threadIsFree.thenRun(leftBehind::decrementAndGet);
      }
    }
    return output.get();
  }

  private static void requireDone(Future<?> output, ConnectedPeers peers, TimeoutException late)
      throws FunctionException {
    peers.abort(); // from now on nothing more is taken
    if (!output.isDone()) {
      throw new FunctionException(
          ErrorCode.TIMEOUT, "the invocation's time was up before the handler had finished", late);
    }
    if (peers.areCut()) {
      throw new FunctionException(
          ErrorCode.TIMEOUT,
          "the invocation's time was up before the peers had taken all that the handler wrote",
          late);
    }
  }

  /** Returns what comes when the thread can do something else. */
  private CompletableFuture<Void> begin(Runnable work, ConnectedPeers peers)
      throws FunctionException {
    boolean begun = false;
    try {
      requireFewLeftBehind();
      CompletableFuture<Void> threadIsFree = CompletableFuture.runAsync(work, threads);
      begun = true;
      return threadIsFree;
    } catch (RejectedExecutionException e) {
      throw new FunctionException(ErrorCode.STOPPING, "the function is being stopped", e);
    } catch (OutOfMemoryError e) { // so the JDK says that the system gives no more threads
      throw new FunctionException(
          ErrorCode.HANDLER_FAILED, "there is no thread for the handler to run on", e);
    } finally {
      if (!begun) {
        peers.abort();
      }
    }
  }

  private static void letGo(Future<?> output, ConnectedPeers peers) throws InterruptedException {
    boolean unused = Thread.interrupted(); // the handler's; whoever cancels has cut the peers first
    boolean succeeded = false;
    try {
      output.get();
      succeeded = true;
    } catch (ExecutionException e) {
      // Whoever waits for it says why.
    } finally {
      if (succeeded) {
        peers.release();
      } else {
        peers.abort();
      }
    }
  }

  /** Interrupts what runs; nothing more begins. */
  void stop() {
    threads.shutdownNow();
  }

  private void requireFewLeftBehind() throws FunctionException {
    int count = leftBehind.get();
    if (count >= MAX_LEFT_BEHIND) {
      throw new FunctionException(
          ErrorCode.HANDLER_FAILED,
          "%d handlers of earlier invocations still run though their time is up; restart the function"
              .formatted(count));
    }
  }

  private static <T> Callable<T> asCaller(Callable<T> work) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Callable<T> scoped = inRequestScope(work);
    return () -> {
      Thread.currentThread().setContextClassLoader(loader);
      return scoped.call();
    };
  }

  private static <T> Callable<T> inRequestScope(Callable<T> work) {
    ArcContainer container = Arc.container();
    if (container == null || !container.requestContext().isActive()) {
      return work; // outside Quarkus
    }
    ManagedContext request = container.requestContext();
    ContextState state = request.getState();
    return () -> {
      request.activate(state);
      try {
        return work.call();
      } finally {
        request.deactivate();
      }
    };
  }
}
