package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.Locale;

/** Checks that a request over HTTP is an invocation. */
final class PostOfJson {
  private PostOfJson() {}

  /**
   * Refuses what cannot be an invocation.
   *
   * @throws FunctionException unless it is a POST of what may be JSON
   */
  static void require(String method, HttpHeaders headers) throws FunctionException {
    if (!method.equals("POST")) {
      throw new FunctionException(
          ErrorCode.METHOD_NOT_ALLOWED, "an invocation is a POST, not a " + method);
    }
    String type = type(headers);
    if (type.equals("application/cloudevents-batch+json")) {
      throw unsupported("a batch of events is no request: have each delivered by itself");
    }
    if (!type.isEmpty() && !type.equals("application/json") && !type.endsWith("+json")) {
      throw unsupported("the body is JSON: send it with the header Content-Type: application/json");
    }
    String encoding = headers.first("Content-Encoding").orElse("").strip();
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("the body is compressed: send it without Content-Encoding");
    }
  }

  /** Empty if none is given: it passes for JSON. */
  private static String type(HttpHeaders headers) {
    String header = headers.first("Content-Type").orElse("");
    return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static FunctionException unsupported(String message) {
    return new FunctionException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
  }
}
