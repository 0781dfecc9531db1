package io.frelay.function.http;

import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;

/**
 * Answer that the caller gets.
 *
 * @param json the body
 */
public record HttpAnswer(int status, byte[] json) {
  public static HttpAnswer ok(byte[] json) {
    return new HttpAnswer(200, json);
  }

  public static HttpAnswer of(FunctionException failure) {
    return new HttpAnswer(failure.code().httpStatus(), ErrorAnswer.of(failure));
  }
}
