package io.frelay.function.runtime.program;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.BadInputException;
import io.frelay.function.Peers;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Answer of a program that stays, a line such as {@code {"id":1,"output":42}}.
 *
 * @param kind one of {@code output}, {@code badInput} and {@code error}
 * @param value the output, or a text
 */
record ProgramAnswer(String kind, TokenBuffer value) {
  private static final String OUTPUT = "output";
  private static final String BAD_INPUT = "badInput";
  private static final String ERROR = "error";

  /** Of a program's message to the caller, in characters. */
  private static final int LONGEST_MESSAGE = 1000;

  /** The line that asks for it, without its end. */
  static byte[] request(
      long id, ProgramJson.Writer input, Peers peers, Map<String, String> addresses) {
    return ProgramJson.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("id", id);
          json.writeFieldName("input");
          input.write(json);
          json.writeStringField("self", peers.self());
          json.writeObjectFieldStart("peers");
          for (Map.Entry<String, String> each : addresses.entrySet()) {
            json.writeStringField(each.getKey(), each.getValue());
          }
          json.writeEndObject();
          json.writeStringField("tag", peers.tag());
          json.writeNumberField("remainingMs", peers.remaining().toMillis());
          json.writeEndObject();
        });
  }

  /**
   * Reads one.
   *
   * @param id of the request
   * @throws ProgramException if it is none
   */
  static ProgramAnswer of(long id, byte[] line) throws ProgramException {
    try {
      Optional<TokenBuffer> value = ProgramJson.read(line);
      if (value.isEmpty()) {
        throw none();
      }
      return of(id, value.get().asParserOnFirstToken());
    } catch (JsonProcessingException e) {
      throw none();
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  private static ProgramAnswer of(long id, JsonParser json) throws ProgramException, IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw none();
    }
    ProgramAnswer answer = null;
    boolean isOfRequest = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (name.equals("id")) {
        isOfRequest = token == JsonToken.VALUE_NUMBER_INT && json.getLongValue() == id;
      } else if (answer == null && isKind(name, token)) {
        answer = new ProgramAnswer(name, value(json));
      } else {
        throw none();
      }
    }
    if (answer == null) {
      throw none();
    } else if (!isOfRequest) {
      throw new ProgramException("the program's answer has not the id of its request");
    }
    return answer;
  }

  private static boolean isKind(String name, JsonToken token) {
    return switch (name) {
      case OUTPUT -> true;
      case BAD_INPUT, ERROR -> token == JsonToken.VALUE_STRING;
      default -> false;
    };
  }

  private static TokenBuffer value(JsonParser json) throws IOException {
    TokenBuffer value = new TokenBuffer(json);
    value.copyCurrentStructure(json);
    return value;
  }

  private static ProgramException none() {
    return new ProgramException(
        "the program wrote a line to stdout that is no answer; the function's log has it");
  }

  boolean isOutput() {
    return kind.equals(OUTPUT);
  }

  /**
   * The output.
   *
   * @throws BadInputException or ProgramException with the program's message, if it is that
   */
  TokenBuffer output() throws ProgramException {
    if (isOutput()) {
      return value;
    }
    String message = message();
    if (kind.equals(BAD_INPUT)) {
      throw new BadInputException(message);
    }
    throw new ProgramException(message.replaceAll("\\p{Cntrl}", " ")); // one line in the log
  }

  private String message() {
    try {
      String text = value.asParserOnFirstToken().getText();
      return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text;
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }
}
