package io.frelay.scenarios.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handlers beside a resource of Quarkus REST, behind {@code quarkus-amazon-lambda-rest}: the events
 * of REST APIs and of load balancers with multi-value headers.
 *
 * <p>Sources: AWS, <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 * proxy integrations in API Gateway</a>, <a
 * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 * functions as targets</a>
 */
class LambdaRestApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String REST =
      """
      {"resource":"/{proxy+}","path":"%1$s","httpMethod":"%2$s",
      "headers":{"Accept":"*/*","Content-Type":"%3$s","Frelay-Tag":"%4$s",
      "Host":"abcdefghij.execute-api.us-east-1.amazonaws.com","X-Forwarded-For":"192.0.2.1",
      "X-Forwarded-Port":"443","X-Forwarded-Proto":"https"},
      "multiValueHeaders":{"Accept":["*/*"],"Content-Type":["%3$s"],"Frelay-Tag":["%4$s"],
      "Host":["abcdefghij.execute-api.us-east-1.amazonaws.com"],"X-Forwarded-For":["192.0.2.1"],
      "X-Forwarded-Port":["443"],"X-Forwarded-Proto":["https"]},
      "queryStringParameters":null,"multiValueQueryStringParameters":null,
      "pathParameters":{"proxy":"x"},"stageVariables":null,
      "requestContext":{"resourceId":"r","authorizer":null,"resourcePath":"/{proxy+}",
      "httpMethod":"%2$s","extendedRequestId":"e=","requestTime":"01/Jan/2026:00:00:00 +0000",
      "path":"/prod%1$s","accountId":"123456789012","protocol":"HTTP/1.1","stage":"prod",
      "domainPrefix":"abcdefghij","requestTimeEpoch":1767225600000,
      "requestId":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      "identity":{"cognitoIdentityPoolId":null,"accountId":null,"cognitoIdentityId":null,
      "caller":null,"sourceIp":"192.0.2.1","principalOrgId":null,"accessKey":null,
      "cognitoAuthenticationType":null,"cognitoAuthenticationProvider":null,"userArn":null,
      "userAgent":"test","user":null},
      "domainName":"abcdefghij.execute-api.us-east-1.amazonaws.com","apiId":"abcdefghij"},
      "body":%5$s,"isBase64Encoded":%6$s}\
      """;

  private static final String BALANCED =
      """
      {"requestContext":{"elb":{"targetGroupArn":
      "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/49e9d65c45c6791a"}},
      "httpMethod":"%2$s","path":"%1$s","multiValueQueryStringParameters":{},
      "multiValueHeaders":{"accept":["*/*"],"content-type":["%3$s"],"frelay-tag":["%4$s"],
      "host":["lambda-alb.example.org"],"user-agent":["ELB-HealthChecker/2.0"],
      "x-amzn-trace-id":["Root=1-5c536348-3d683b8b04734faae651f476"],
      "x-forwarded-for":["192.0.2.1"],"x-forwarded-port":["443"],"x-forwarded-proto":["https"]},
      "body":%5$s,"isBase64Encoded":%6$s}\
      """;

  private static RelayProcess relay;
  @AutoClose private static LambdaFunction function;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_TIMEOUT", "15s"); // this way the platform's limit is not known
    function = LambdaFunction.startRestTrials(environment);
  }

  /** Answer to the event's caller. */
  private static Answer send(String event) {
    JsonPath answer = JsonPath.from(function.invoke(event, LIMIT).body());
    return new Answer(answer.getInt("statusCode"), answer.getString("body"));
  }

  private static Answer met(String tag, String event) throws Exception {
    Future<PlainParty> peer = Parties.run(() -> PlainParty.meet(relay, Shared.PKI, "0", tag, "1"));
    try {
      return send(event);
    } finally {
      Parties.await(peer).close();
    }
  }

  private static Answer session(String tag) {
    return new Answer(200, "{\"tag\":\"%s\",\"peers\":[\"0\"]}".formatted(tag));
  }

  private static String text(String plain) {
    return '"' + plain.replace("\"", "\\\"") + '"';
  }

  @ParameterizedTest
  @ValueSource(strings = {REST, BALANCED})
  void aRequestOfAHandler(String shape) throws Exception {
    String tag = shape.equals(REST) ? "rest" : "balanced";
    String event = shape.formatted("/whom", "POST", "application/json", tag, "\"1\"", false);
    assertThat(met(tag, event)).isEqualTo(session(tag));
  }

  @ParameterizedTest
  @ValueSource(strings = {REST, BALANCED})
  void anEnvelopeInBase64(String shape) throws Exception {
    String tag = shape.equals(REST) ? "rest 64" : "balanced 64";
    String envelope =
        "{\"frelay\":{\"handler\":\"whom\",\"tag\":\"%s\"},\"input\":1}".formatted(tag);
    String body = Base64.getEncoder().encodeToString(envelope.getBytes(UTF_8));
    assertThat(met(tag, shape.formatted("/", "POST", "application/json", "none", text(body), true)))
        .isEqualTo(session(tag));
  }

  @ParameterizedTest
  @ValueSource(strings = {REST, BALANCED})
  void aResourceAndAHealthCheck(String shape) {
    assertThat(send(shape.formatted("/", "GET", "text/plain", "none", "null", false)))
        .isEqualTo(new Answer(200, "welcome"));
  }

  @ParameterizedTest
  @CsvSource({
    "/nobody, POST, application/json, 404, unknown_handler",
    "/whom, GET, application/json, 405, method_not_allowed",
    "/whom, POST, text/plain, 415, unsupported_media_type",
    "/whom/exact, POST, application/json, 404, not_found"
  })
  void whatIsNoInvocation(String path, String method, String type, int status, String code) {
    for (String shape : new String[] {REST, BALANCED}) {
      Answer answer = send(shape.formatted(path, method, type, "none", "\"1\"", false));
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"" + code + "\",");
    }
  }

  @Test
  void everyDigit() throws Exception {
    String input = "{\"sums\":[12345678901234567.891,100.00],\"count\":1,\"at\":null}";
    String event =
        REST.formatted("/exact", "POST", "application/json", "digits", text(input), false);
    assertThat(met("digits", event)).isEqualTo(new Answer(200, input));
  }
}
