package io.frelay.function.runtime;

import io.frelay.client.FrelayException;
import io.frelay.client.TraceContext;
import io.frelay.function.FunctionException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Companion of one invocation, such as its line in the log. The invocation's thread calls it, step
 * by step; a step that is not reached is left out, the last one never.
 */
public interface Observation {
  /** The secrets are there. */
  default void resolved() {}

  /**
   * Trace to tell a peer of, which the invocation is part of. It is asked on any thread, only if
   * that peer will listen, and again for each connection that takes a lost one's place.
   */
  default Optional<Supplier<Optional<TraceContext>>> toPeers() {
    return Optional.empty();
  }

  /**
   * A peer has been met. On any thread.
   *
   * @param begun when meeting it began
   * @param told what the peer has said of its trace
   */
  default void met(String peer, Instant begun, Optional<TraceContext> told) {}

  /** A peer has not been met. On any thread. */
  default void missed(String peer, Instant begun, FrelayException why) {}

  /** The peers are there. */
  default void connected() {}

  /** Returns what to run on the handler's thread in place of its code. */
  default <T> Callable<T> handling(Callable<T> code) {
    return code;
  }

  /** A warm-up is answered, and no handler is called. */
  default void warmed() {}

  /**
   * It is over.
   *
   * @param failure null if it succeeded
   */
  void ended(FunctionException failure);
}
