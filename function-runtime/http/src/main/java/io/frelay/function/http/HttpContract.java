package io.frelay.function.http;

import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpInvocation;

/**
 * Form in which a platform asks for an invocation over HTTP. {@link DirectContract} is the default;
 * an adapter whose platform wraps requests brings a bean of its own.
 */
public interface HttpContract {
  /**
   * Answers a request; may block.
   *
   * @throws FunctionException to answer with the error as such
   */
  HttpAnswer answer(HttpInvocation request) throws FunctionException;

  /**
   * Returns whether {@code POST /name} is this contract's before it is any other route's of the
   * application.
   */
  boolean takes(String name);
}
