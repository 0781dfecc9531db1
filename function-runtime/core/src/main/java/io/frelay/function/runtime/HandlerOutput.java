package io.frelay.function.runtime;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

/**
 * The output of a handler.
 *
 * @param given as it returned it: the output itself, or a {@link Uni} or {@link CompletionStage} of
 *     it
 * @param value the output itself
 */
record HandlerOutput(Object given, Object value) {
  /**
   * Waits for it, on the handler's thread.
   *
   * @throws Exception what a stage or a Uni ended with
   */
  static HandlerOutput await(Object given) throws Exception {
    if (given instanceof Uni<?> uni) {
      return new HandlerOutput(given, await(uni.subscribeAsCompletionStage()));
    } else if (given instanceof CompletionStage<?> stage) {
      return new HandlerOutput(given, await(stage.toCompletableFuture()));
    } else if (given instanceof Future || given instanceof Flow.Publisher) {
      throw new IllegalStateException(
          "a handler gives its output, or a Uni or CompletionStage of it, but no "
              + given.getClass().getName());
    }
    return new HandlerOutput(given, given);
  }

  private static Object await(CompletableFuture<?> coming) throws Exception {
    try {
      return coming.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    } finally {
      coming.cancel(true); // when nobody waits for it any longer
    }
  }

  /** For whoever called the handler in its own types: what it returned, without another run. */
  Object again() {
    if (given instanceof Uni<?>) {
      return Uni.createFrom().item(value);
    }
    return given instanceof CompletionStage ? CompletableFuture.completedFuture(value) : given;
  }
}
