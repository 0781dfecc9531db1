package io.frelay.function.runtime;

import io.frelay.function.FunctionException;
import io.frelay.function.PeerHandler;
import java.util.Optional;

/** A bean that may refuse an invocation, before any secret is read. */
public interface Guard {
  /**
   * Checks that the caller may call the handler.
   *
   * @param type the handler's class
   * @throws FunctionException if not
   */
  default void admit(Invocation invocation, Class<?> type) throws FunctionException {}

  /**
   * Checks that the handler takes the input.
   *
   * @throws FunctionException if not
   */
  default void check(PeerHandler<?, ?> handler, Class<?> type, Object input)
      throws FunctionException {}

  /** Failure to tell the caller if a handler has thrown something of the guard's own kind. */
  default Optional<FunctionException> refusal(Throwable thrown) {
    return Optional.empty();
  }
}
