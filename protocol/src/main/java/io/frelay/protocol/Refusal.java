package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The relay will not serve this request. Only a version 2 party is told; a version 1 party is
 * disconnected.
 *
 * @param code why, for programs
 * @param message why, for people: one sentence
 * @param relays other relays of the same cluster that serve the request, {@code host:port} as
 *     parties are configured with; at most {@link #MAX_RELAYS}, mostly none
 */
public record Refusal(RefusalCode code, String message, List<String> relays) implements Answer {
  /** Relays that a refusal names at most. */
  public static final int MAX_RELAYS = 8;

  static final String ERROR = "Error";
  private static final String CODE = "Code";
  private static final String MESSAGE = "Message";
  private static final String RELAYS = "Relays";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** A host's name of at most 255 characters, a colon, and the port. */
  private static final Pattern RELAY = Pattern.compile("[!-~]{1,261}");

  public Refusal {
    relays = List.copyOf(relays);
  }

  @Override
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(ERROR);
      json.writeStringField(CODE, code.wireName());
      json.writeStringField(MESSAGE, message);
      if (!relays.isEmpty()) {
        json.writeArrayFieldStart(RELAYS);
        for (String relay : relays) {
          json.writeString(relay);
        }
        json.writeEndArray();
      }
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
    List<String> relays = List.of();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken member = json.nextToken();
      if (member == JsonToken.VALUE_STRING && name.equals(CODE)) {
        code = json.getText();
      } else if (member == JsonToken.VALUE_STRING && name.equals(MESSAGE)) {
        message = json.getText();
      } else if (member == JsonToken.START_ARRAY && name.equals(RELAYS)) {
        relays = relays(json);
      } else {
        json.skipChildren();
      }
    }
    return new Refusal(RefusalCode.ofWireName(code), printable(message), relays);
  }

  /** The first of them; what is no text, or no address, is passed over. */
  private static List<String> relays(JsonParser json) throws IOException {
    List<String> relays = new ArrayList<>();
    for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
      if (each != JsonToken.VALUE_STRING) {
        json.skipChildren();
      } else if (relays.size() < MAX_RELAYS && RELAY.matcher(json.getText()).matches()) {
        relays.add(json.getText());
      }
    }
    return relays;
  }
}
