package io.frelay.function.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP request as Lambda hands it on: the payload format 2.0 of function URLs and HTTP APIs.
 *
 * <p>Source: <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">AWS,
 * Working with AWS Lambda proxy integrations for HTTP APIs</a>
 */
final class HttpEvent {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EMPTY = {};

  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private boolean isVersion2;
  private boolean hasHttp;
  private boolean isBase64;
  private String body;

  private HttpEvent() {}

  /**
   * Reads an event.
   *
   * @return empty if it is something else, JSON or not: then it is for the handler itself
   */
  static Optional<HttpEvent> read(byte[] event) {
    HttpEvent http = new HttpEvent();
    try (JsonParser json = JSON.createParser(event)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        http.member(name, json);
      }
    } catch (IOException e) { // not JSON, or in no encoding that JSON has
      return Optional.empty();
    }
    return http.isVersion2 && http.hasHttp ? Optional.of(http) : Optional.empty();
  }

  private void member(String name, JsonParser json) throws IOException {
    switch (name) {
      case "version" -> isVersion2 = is20(json);
      case "isBase64Encoded" -> isBase64 = json.currentToken() == JsonToken.VALUE_TRUE;
      case "body" -> body = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
      case "headers" -> texts(json);
      case "requestContext" -> context(json);
      default -> {}
    }
    json.skipChildren(); // a no-op but at the start of an object or array
  }

  private static boolean is20(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING && json.getText().equals("2.0");
  }

  private void texts(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        headers.put(name, json.getText());
      }
      json.skipChildren();
    }
  }

  private void context(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean http = json.currentName().equals("http");
      hasHttp |= json.nextToken() == JsonToken.START_OBJECT && http;
      json.skipChildren();
    }
  }

  /** A header's value, whatever the case of its name; or null. */
  String header(String name) {
    return headers.get(name);
  }

  /** Empty if there is none, or if what is said to be base64 is not. */
  byte[] body() {
    if (body == null) {
      return EMPTY;
    }
    try {
      return isBase64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return EMPTY;
    }
  }

  /** The event's answer. */
  static byte[] answer(int status, byte[] json) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream(json.length + 128);
    try (JsonGenerator out = JSON.createGenerator(answer)) {
      out.writeStartObject();
      out.writeNumberField("statusCode", status);
      out.writeObjectFieldStart("headers");
      out.writeStringField("Content-Type", "application/json");
      out.writeEndObject();
      out.writeStringField("body", new String(json, StandardCharsets.UTF_8));
      out.writeEndObject();
    }
    return answer.toByteArray();
  }
}
