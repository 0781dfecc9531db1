package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.function.FunctionException;

/**
 * What a caller gets instead of an output: {@code {"error":{"code":...,"peer":...,"message":...}}}.
 */
public final class ErrorAnswer {
  private ErrorAnswer() {}

  public static byte[] of(FunctionException failure) {
    return failure.toString().getBytes(UTF_8);
  }
}
