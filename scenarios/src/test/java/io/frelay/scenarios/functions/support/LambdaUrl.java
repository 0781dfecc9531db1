package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.restassured.path.json.JsonPath;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a function URL makes of HTTP: the payload format 2.0.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">AWS,
 * Invoking Lambda function URLs</a>
 */
final class LambdaUrl {
  private LambdaUrl() {}

  static String post(Map<String, String> headers, String body) {
    return event(headers, body, false);
  }

  static String postBase64(Map<String, String> headers, String encoded) {
    return event(headers, encoded, true);
  }

  /** AWS writes the names of headers in small letters. */
  private static String event(Map<String, String> headers, String body, boolean isBase64) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("host", "abcdefghij.lambda-url.us-east-1.on.aws");
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return """
        {"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"","headers":{%s},
        "requestContext":{"accountId":"anonymous","apiId":"abcdefghij",
        "http":{"method":"POST","path":"/","protocol":"HTTP/1.1","sourceIp":"192.0.2.1",
        "userAgent":"test"},"requestId":"r","routeKey":"$default","stage":"$default",
        "time":"01/Jan/2026:00:00:00 +0000","timeEpoch":1767225600000},
        "body":%s,"isBase64Encoded":%s}"""
        .formatted(
            all.entrySet().stream()
                .map(each -> text(each.getKey()) + ":" + text(each.getValue()))
                .collect(Collectors.joining(",")),
            text(body),
            isBase64);
  }

  static Answer answer(String json) {
    JsonPath answer = JsonPath.from(json);
    if (!"application/json".equals(answer.getString("headers.Content-Type"))) {
      throw new AssertionError("the answer is not said to be JSON: " + json);
    }
    return new Answer(answer.getInt("statusCode"), answer.getString("body"));
  }

  private static String text(String plain) {
    return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
