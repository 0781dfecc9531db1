package io.frelay.function.http;

import io.frelay.function.FunctionException;
import io.frelay.function.runtime.PostOfJson;
import java.util.function.UnaryOperator;

/**
 * A request as it has arrived, with its whole body.
 *
 * @param path begins with a slash, without the query
 * @param headers gives a header's value by its name in any case, or null
 */
public record HttpCall(String method, String path, UnaryOperator<String> headers, byte[] body) {
  /**
   * Refuses what cannot be an invocation.
   *
   * @throws FunctionException unless it is a POST of what may be JSON
   */
  public void requireInvocation() throws FunctionException {
    PostOfJson.require(method, headers.apply("Content-Type"));
  }
}
