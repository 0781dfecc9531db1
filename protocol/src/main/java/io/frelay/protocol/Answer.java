package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Answer of the relay to an {@link AuthRequest}; its close_notify follows. */
public sealed interface Answer permits Ready, Refusal {
  /** The JSON to send, in UTF-8, at most {@link Limits#ANSWER_BYTES}. */
  byte[] encode();

  /**
   * Decodes all that the relay sent before its close_notify.
   *
   * @throws MalformedMessageException if it is not one answer
   */
  static Answer decode(byte[] bytes) throws MalformedMessageException {
    try (JsonParser json = Json.FACTORY.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedMessageException("not a JSON object");
      }
      Answer answer = members(json);
      if (json.nextToken() != null) {
        throw new MalformedMessageException("bytes follow the answer");
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw Json.malformed(e);
    } catch (MalformedMessageException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedMessageException("not JSON");
    }
  }

  private static Answer members(JsonParser json) throws IOException {
    Role role = null;
    int version = 1;
    boolean delivered = false;
    Optional<Duration> standing = Optional.empty();
    Refusal refusal = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case Ready.MODE -> role = Role.ofMode(number(json, value, name));
        case AuthRequest.VERSION -> version = version(json, value);
        case Ready.CLIENT_HELLO_DELIVERED -> delivered = truth(value, name);
        case Ready.STANDING_MS -> standing = duration(json, value, name);
        case Refusal.ERROR -> refusal = Refusal.read(json, value);
        default -> json.skipChildren();
      }
    }
    if (refusal != null) {
      return refusal;
    }
    if (role == null) {
      throw new MalformedMessageException("neither Mode nor Error");
    }
    try {
      return new Ready(role, version, delivered, standing);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(e.getMessage());
    }
  }

  private static boolean truth(JsonToken value, String name) throws MalformedMessageException {
    if (!value.isBoolean()) {
      throw new MalformedMessageException(name + " is neither true nor false");
    }
    return value == JsonToken.VALUE_TRUE;
  }

  private static Optional<Duration> duration(JsonParser json, JsonToken value, String name)
      throws IOException {
    int millis = number(json, value, name);
    if (millis < 0) {
      throw new MalformedMessageException(name + " is negative");
    }
    return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  private static int version(JsonParser json, JsonToken value) throws IOException {
    int version = number(json, value, AuthRequest.VERSION);
    if (version < 1) {
      throw new MalformedMessageException(AuthRequest.VERSION + " is below 1");
    }
    return version;
  }

  private static int number(JsonParser json, JsonToken value, String name) throws IOException {
    if (value != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedMessageException(name + " is not a whole number");
    }
    return json.getIntValue();
  }
}
