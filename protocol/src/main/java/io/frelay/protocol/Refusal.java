package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * The relay will not serve this request. Only a version 2 party is told; a version 1 party is
 * disconnected.
 *
 * @param code why, for programs
 * @param message why, for people: one sentence
 */
public record Refusal(RefusalCode code, String message) implements Answer {
  static final String ERROR = "Error";
  private static final String CODE = "Code";
  private static final String MESSAGE = "Message";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  @Override
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(ERROR);
      json.writeStringField(CODE, code.wireName());
      json.writeStringField(MESSAGE, message);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * A relay's words end up in its clients' logs, where they must not pose as lines of their own.
   */
  private static String printable(String message) {
    return CONTROL.matcher(message).replaceAll(" ");
  }

  static Refusal read(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      throw new MalformedMessageException("Error is not an object");
    }
    String code = "";
    String message = "";
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken member = json.nextToken();
      if (member == JsonToken.VALUE_STRING && name.equals(CODE)) {
        code = json.getText();
      } else if (member == JsonToken.VALUE_STRING && name.equals(MESSAGE)) {
        message = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return new Refusal(RefusalCode.ofWireName(code), printable(message));
  }
}
