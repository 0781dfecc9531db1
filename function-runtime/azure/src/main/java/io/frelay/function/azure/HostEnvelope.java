package io.frelay.function.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Envelope that the host sends unless it forwards the request itself: {@code {"Data":{"NAME":...},
 * "Metadata":{...}}}, where NAME is the trigger's binding in function.json. See
 * ToHttpScriptInvocationContext and GetRequestAsJObject in the host's source.
 *
 * @param data by binding
 */
record HostEnvelope(JsonNode data) {
  private static final ObjectMapper TEXTS = new ObjectMapper();

  static Optional<HostEnvelope> of(JsonNode body) {
    boolean isOne =
        body != null && body.size() == 2 && body.path("Data").isObject() && body.has("Metadata");
    return isOne ? Optional.of(new HostEnvelope(body.get("Data"))) : Optional.empty();
  }

  /** The HTTP request if there is one, else the only member. */
  JsonNode payload() throws FunctionException {
    for (JsonNode each : data) {
      if (isHttp(each)) {
        return each;
      }
    }
    if (data.size() != 1) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT,
          "the function has %d input bindings: the trigger alone is the input, take out the others"
              .formatted(data.size()));
    }
    return data.iterator().next();
  }

  static boolean isHttp(JsonNode payload) {
    return payload.isObject() && payload.has("Method") && payload.has("Url");
  }

  /**
   * The request inside: {@code {Url, Method, Query, Headers: {NAME: [VALUE]}, Body: TEXT}}.
   *
   * @param path the function's, which names the handler
   * @param host the headers of the host's own request
   */
  static HttpInvocation request(JsonNode payload, String path, HttpHeaders host) {
    return new HttpInvocation(
        payload.path("Method").asText(),
        path,
        "/",
        HttpHeaders.ofTexts(headers(payload.path("Headers"))),
        body(payload.path("Body")),
        new Origin(host.first("X-Azure-Functions-InvocationId"), Optional.empty()));
  }

  private static Map<String, List<String>> headers(JsonNode headers) {
    Map<String, List<String>> lines = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : headers.properties()) {
      JsonNode value = each.getValue();
      List<String> values = new ArrayList<>();
      (value.isArray() ? value : List.of(value)).forEach(line -> values.add(line.asText()));
      lines.put(each.getKey(), values);
    }
    return lines;
  }

  /** A text is the body itself; the host may have put a text of an event into quotes once more. */
  static byte[] event(JsonNode payload) {
    return unquoted(text(payload)).getBytes(StandardCharsets.UTF_8);
  }

  /** As the caller sent it: what stands in quotes is a JSON text, and stays one. */
  private static byte[] body(JsonNode body) {
    return text(body).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(JsonNode payload) {
    if (payload.isMissingNode()) {
      return "";
    }
    return payload.isTextual() ? payload.textValue() : payload.toString();
  }

  private static String unquoted(String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    try {
      return TEXTS.readValue(text, String.class);
    } catch (JsonProcessingException e) {
      return text;
    }
  }
}
