package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.Map;
import java.util.Optional;

/**
 * Answer that a caller gets instead of an output: {@code
 * {"error":{"code":...,"peer":...,"message":...}}}.
 */
public final class ErrorAnswer {
  private ErrorAnswer() {}

  /**
   * Header that HTTP wants beside an answer of this status, if any (RFC 9110, 15.5.2 and 15.5.6).
   */
  public static Optional<Map.Entry<String, String>> header(int status) {
    if (status == ErrorCode.METHOD_NOT_ALLOWED.httpStatus()) {
      return Optional.of(Map.entry("Allow", "POST"));
    } else if (status == ErrorCode.UNAUTHENTICATED.httpStatus()) {
      return Optional.of(Map.entry("WWW-Authenticate", "Bearer"));
    }
    return Optional.empty();
  }

  public static byte[] of(FunctionException failure) {
    return failure.toString().getBytes(UTF_8);
  }
}
