package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.io.IOException;

/** Makes an input of its JSON. */
final class HandlerInput {
  static final String MISSING =
      "the input is missing: send it as the body, or as 'input' in an envelope";

  private HandlerInput() {}

  /** Jackson, with the settings of whoever reads. */
  interface Reader {
    Object read(TokenBuffer json, JavaType type) throws IOException;
  }

  /**
   * Reads one.
   *
   * @param taker who takes it, for the message if it does not fit
   */
  static Object read(TokenBuffer json, JavaType type, String taker, Reader reader)
      throws FunctionException {
    try {
      Object value = reader.read(json, type);
      if (value == null && !type.hasRawClass(Void.class)) {
        throw new FunctionException(ErrorCode.BAD_INPUT, MISSING);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT,
          "the input is not what %s takes: %s".formatted(taker, BadJson.describe(e)),
          e);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }
}
