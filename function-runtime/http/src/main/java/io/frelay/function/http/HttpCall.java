package io.frelay.function.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.Locale;
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
    if (!method.equals("POST")) {
      throw new FunctionException(
          ErrorCode.METHOD_NOT_ALLOWED, "an invocation is a POST, not a " + method);
    }
    String type = headers.apply("Content-Type");
    if (type != null && !isJson(type)) {
      throw new FunctionException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body is JSON: send it with the header Content-Type: application/json");
    }
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }
}
