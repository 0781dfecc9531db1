package io.frelay.scenarios.functions.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.restassured.path.json.JsonPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Function URL, which converts HTTP to the payload format 2.0.
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

  /**
   * Any request, at a stage of an HTTP API.
   *
   * @param lines of its header, in which a character is a byte; those of one name become one
   */
  static String request(String stage, String method, String path, List<String> lines, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines) {
      String name = line.substring(0, line.indexOf(':'));
      String value = new String(line.substring(name.length() + 1).getBytes(ISO_8859_1), UTF_8);
      headers.merge(name, value.strip(), (first, second) -> first + "," + second);
    }
    return event(headers, body, false)
        .replace("\"rawPath\":\"/\"", "\"rawPath\":\"/" + stage + path + "\"")
        .replace(
            "\"method\":\"POST\",\"path\":\"/\"", "\"method\":\"" + method + "\",\"path\":\"/\"")
        .replace("\"stage\":\"$default\"", "\"stage\":\"" + stage + "\"");
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
    "body":%s,"isBase64Encoded":%s}\
    """
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
