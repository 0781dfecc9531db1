package io.frelay.function.runtime.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.BadInputException;
import io.frelay.function.runtime.ExactJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** JSON as programs read and write it: in UTF-8, with all digits of its numbers. */
final class ProgramJson {
  private static final ObjectReader VALUE =
      ExactJson.MAPPER
          .readerFor(TokenBuffer.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String SPACE = " \t\r";
  private static final String BEGINNINGS = "{[\"-0123456789tfn";

  private ProgramJson() {}

  /** Writes a value. */
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Writes one line, without its end.
   *
   * @throws BadInputException if a text in it is not Unicode
   */
  static byte[] write(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ExactJson.MAPPER.createGenerator(bytes)) {
      writer.write(json);
    } catch (JsonProcessingException e) {
      throw new BadInputException("the input cannot be written as JSON in UTF-8", e);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads a line; empty if it is not one value, in UTF-8. */
  static Optional<TokenBuffer> read(byte[] line) {
    if (!beginsValue(line)) { // so that lines for the log cost no exception each
      return Optional.empty();
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return Optional.of(VALUE.readValue(text));
    } catch (CharacterCodingException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean beginsValue(byte[] line) {
    for (byte each : line) {
      if (SPACE.indexOf(each) < 0) {
        return BEGINNINGS.indexOf(each) >= 0;
      }
    }
    return false;
  }
}
