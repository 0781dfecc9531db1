package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.Locale;

/** What an invocation over HTTP is, on every platform that hands on the request itself. */
public final class PostOfJson {
  private PostOfJson() {}

  /**
   * Refuses what cannot be an invocation.
   *
   * @param contentType the header's value; null passes for JSON
   * @throws FunctionException unless it is a POST of what may be JSON
   */
  public static void require(String method, String contentType) throws FunctionException {
    if (!method.equals("POST")) {
      throw new FunctionException(
          ErrorCode.METHOD_NOT_ALLOWED, "an invocation is a POST, not a " + method);
    }
    if (contentType != null && !isJson(contentType)) {
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
