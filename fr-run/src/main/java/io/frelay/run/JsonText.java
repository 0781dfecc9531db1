package io.frelay.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Optional;

/**
 * JSON that is passed on as it was written, so that no number loses a digit: it is checked here,
 * and otherwise left alone.
 */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** A function's error. */
  record ErrorAnswer(String code, String message) {}

  private JsonText() {}

  /** Returns what is wrong with a text as one JSON value; nothing if it is one. Quotes nothing. */
  static Optional<String> problem(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.of("it is empty");
      }
      parser.skipChildren();
      // A number's last digit is only known to be the last with what follows.
      parser.getText();
      return parser.nextToken() == null
          ? Optional.empty()
          : Optional.of("it has more than one value");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return e.getLocation() == null
          ? Optional.of("it is not JSON")
          : Optional.of(
              "it is not JSON: line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new AssertionError("a string cannot fail to be read", e);
    }
  }

  /** A JSON string. */
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** The error in {@code {"error":{"code":...,"peer":...,"message":...}}}. */
  static Optional<ErrorAnswer> errorIn(String answer) {
    return object(answer, "error", null)
        .flatMap(
            error ->
                object(error, "code", "")
                    .map(code -> new ErrorAnswer(code, object(error, "message", "").orElse(""))));
  }

  /** The text of a member, such as {@code errorMessage} in an error of Lambda. */
  static Optional<String> text(String object, String member) {
    return object(object, member, "");
  }

  /**
   * The member of an object: its text if {@code kind} is a text, else the object as it is written.
   * Empty if there is no such member, or no such object.
   */
  private static Optional<String> object(String json, String member, String kind) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(member);
        JsonToken value = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (wanted && kind != null && value == JsonToken.VALUE_STRING) {
          return Optional.of(parser.getText());
        }
        parser.skipChildren();
        if (wanted && kind == null && value == JsonToken.START_OBJECT) {
          int end = (int) parser.currentLocation().getCharOffset();
          return Optional.of(json.substring(start, end));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // whatever it is, it is no answer of ours
    }
  }
}
