package io.frelay.function.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.frelay.function.Caller;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.ExactJson;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request as Lambda hands it on: the payload format 2.0 of function URLs and HTTP APIs, the
 * format 1.0 of REST APIs, and that of Application Load Balancers.
 *
 * <p>Sources: AWS, <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Lambda
 * proxy integrations for HTTP APIs</a>, <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">for
 * REST APIs</a>, <a
 * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 * functions as targets</a>
 */
final class HttpEvent {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EMPTY = {};

  /** Beginning of the user agent of a load balancer's health check. */
  private static final String HEALTH_CHECKER = "ELB-HealthChecker/";

  /** HTTP APIs write it so if they have no stage; else it is the first part of their paths. */
  private static final String NO_STAGE = "$default";

  private final Map<String, List<String>> headers = new HashMap<>();
  private final Map<String, List<String>> multiHeaders = new HashMap<>();
  private boolean isVersion2;
  private boolean isOfHttpApi;
  private boolean hasHttp;
  private boolean hasElb;
  private boolean hasContext;
  private boolean isBase64;
  private String method;
  private String path = "/";
  private String stage = NO_STAGE;
  private String body;
  private JsonNode authorizer = MissingNode.getInstance();
  private JsonNode identity = MissingNode.getInstance();

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
    return http.isVersion2() || http.isVersion1() ? Optional.of(http) : Optional.empty();
  }

  private boolean isVersion2() {
    return isVersion2 && hasHttp;
  }

  private boolean isVersion1() {
    return !isVersion2 && method != null && hasContext;
  }

  private void member(String name, JsonParser json) throws IOException {
    switch (name) {
      case "version" -> {
        isVersion2 = "2.0".equals(text(json));
        isOfHttpApi = isVersion2 || "1.0".equals(text(json)); // a REST API's has none
      }
      case "rawPath", "path" -> path = text(json) == null ? path : text(json);
      case "httpMethod" -> method = text(json);
      case "isBase64Encoded" -> isBase64 = json.currentToken() == JsonToken.VALUE_TRUE;
      case "body" -> body = text(json);
      case "headers" -> lines(json, headers);
      case "multiValueHeaders" -> lines(json, multiHeaders);
      case "requestContext" -> context(json);
      default -> {}
    }
    json.skipChildren(); // a no-op but at the start of an object or array
  }

  private static String text(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
  }

  private static void lines(JsonParser json, Map<String, List<String>> headers) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      List<String> lines = headers.computeIfAbsent(json.currentName(), name -> new ArrayList<>());
      if (json.nextToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          lines.add(json.getText());
        }
      } else if (json.currentToken() == JsonToken.VALUE_STRING) {
        lines.add(json.getText());
      }
      json.skipChildren();
    }
  }

  private void context(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      hasContext = true;
      String name = json.currentName();
      boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
      switch (name) {
        case "elb" -> hasElb = isObject;
        case "stage" -> stage = text(json) == null ? stage : text(json);
        case "http" -> http(json);
        case "authorizer" -> authorizer = ExactJson.MAPPER.readTree(json);
        case "identity" -> identity = ExactJson.MAPPER.readTree(json);
        default -> {}
      }
      json.skipChildren();
    }
  }

  private void http(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    hasHttp = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isMethod = json.currentName().equals("method");
      json.nextToken();
      method = isMethod ? text(json) : method;
      json.skipChildren();
    }
  }

  /** A load balancer's own question whether the function is well. */
  boolean isHealthCheck() {
    return hasElb && headers().first("User-Agent").orElse("").startsWith(HEALTH_CHECKER);
  }

  boolean isOfLoadBalancer() {
    return hasElb;
  }

  /**
   * The request.
   *
   * @param requestId Lambda's
   * @param isCallerTrusted whether the request context may say who calls
   * @throws FunctionException if what is said to be base64 is not
   */
  HttpInvocation invocation(String requestId, boolean isCallerTrusted) throws FunctionException {
    String mountPoint = isOfHttpApi && !stage.equals(NO_STAGE) ? "/" + stage : "/";
    Optional<Caller> caller =
        isCallerTrusted ? LambdaCaller.of(authorizer, identity) : Optional.empty();
    return new HttpInvocation(
        method == null ? "" : method,
        path,
        mountPoint,
        headers(),
        body(),
        Origin.of(requestId, caller));
  }

  /** With several values each where the event has that form too. */
  private HttpHeaders headers() {
    return HttpHeaders.ofTexts(multiHeaders.isEmpty() ? headers : multiHeaders);
  }

  /** Empty if there is none. */
  private byte[] body() throws FunctionException {
    if (body == null) {
      return EMPTY;
    }
    try {
      return isBase64
          ? Base64.getDecoder().decode(body.replaceAll("[\\r\\n]", ""))
          : body.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT, "the event says that its body is base64, and it is not", e);
    }
  }

  /** The event's answer. */
  byte[] answer(int status, byte[] json) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream(json.length + 128);
    try (JsonGenerator out = JSON.createGenerator(answer)) {
      out.writeStartObject();
      out.writeNumberField("statusCode", status);
      if (hasElb) {
        out.writeStringField("statusDescription", status + (status == 200 ? " OK" : " Error"));
        out.writeBooleanField("isBase64Encoded", false);
      }
      boolean isMulti = hasElb && !multiHeaders.isEmpty();
      out.writeObjectFieldStart(isMulti ? "multiValueHeaders" : "headers");
      header(out, "Content-Type", "application/json", isMulti);
      Optional<Map.Entry<String, String>> more = ErrorAnswer.header(status);
      if (more.isPresent()) {
        header(out, more.get().getKey(), more.get().getValue(), isMulti);
      }
      out.writeEndObject();
      out.writeStringField("body", new String(json, StandardCharsets.UTF_8));
      out.writeEndObject();
    }
    return answer.toByteArray();
  }

  private static void header(JsonGenerator out, String name, String value, boolean isMulti)
      throws IOException {
    out.writeFieldName(name);
    if (isMulti) {
      out.writeArray(new String[] {value}, 0, 1);
    } else {
      out.writeString(value);
    }
  }
}
