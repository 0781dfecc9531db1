package io.frelay.function.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.function.Caller;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEventTest {
  private static final String HTTP = "\"version\":\"2.0\",\"requestContext\":{\"http\":{}}";

  @Test
  void headersHaveNoCase() throws Exception {
    HttpEvent event = event("\"headers\":{\"frelay-tag\":\"t\",\"odd\":7,\"odder\":{\"a\":1}}");
    HttpHeaders headers = event.invocation("r", true).headers();
    assertThat(headers.first("Frelay-Tag")).contains("t");
    assertThat(headers.first("odd")).isEmpty();
    assertThat(headers.first("odder")).isEmpty();
  }

  @Test
  void bodyIsTextOrBase64() throws Exception {
    assertThat(body("\"body\":\"{\\\"ä\\\":1}\"")).asString(UTF_8).isEqualTo("{\"ä\":1}");
    assertThat(body("\"body\":\"eyLDpCI6\\r\\nMX0=\\n\",\"isBase64Encoded\":true"))
        .asString(UTF_8)
        .isEqualTo("{\"ä\":1}");
    assertThat(body("\"body\":null")).isEmpty();
    assertThat(body("\"rawPath\":\"/\"")).isEmpty();
  }

  @Test
  void whatIsSaidToBeBase64AndIsNotIsRefused() {
    assertThatThrownBy(() -> body("\"isBase64Encoded\":true,\"body\":\"???\""))
        .isInstanceOf(FunctionException.class)
        .hasMessage("the event says that its body is base64, and it is not");
  }

  @Test
  void ofARestApiAndOfALoadBalancer() throws Exception {
    HttpEvent rest =
        read("""
        {"resource":"/{proxy+}","path":"/base/money","httpMethod":"POST",
        "headers":{"Frelay-Peers":"2"},"multiValueHeaders":{"Frelay-Peers":["1","2"]},
        "requestContext":{"stage":"prod","path":"/prod/base/money"},"body":"{}"}\
        """)
            .orElseThrow();
    HttpInvocation invocation = rest.invocation("r", true);
    assertThat(invocation.method()).isEqualTo("POST");
    assertThat(invocation.path()).isEqualTo("/base/money");
    assertThat(invocation.headers().first("frelay-peers")).contains("1");
    HttpEvent balanced =
        read("""
        {"requestContext":{"elb":{"targetGroupArn":"a"}},"httpMethod":"GET","path":"/",
        "multiValueHeaders":{"user-agent":["ELB-HealthChecker/2.0"]},"body":"",
        "isBase64Encoded":false}\
        """)
            .orElseThrow();
    assertThat(balanced.isHealthCheck()).isTrue();
    assertThat(balanced.answer(405, "{}".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"statusCode\":405,\"statusDescription\":\"405 Error\",\"isBase64Encoded\":false,"
                + "\"multiValueHeaders\":{\"Content-Type\":[\"application/json\"],\"Allow\":[\"POST\"]},"
                + "\"body\":\"{}\"}");
  }

  @Test
  void theStageIsTheMountPoint() throws Exception {
    HttpInvocation invocation =
        read("""
        {"version":"2.0","rawPath":"/prod/money",
        "requestContext":{"stage":"prod","http":{"method":"POST"}}}\
        """)
            .orElseThrow()
            .invocation("r", true);
    assertThat(invocation.mountPoint()).isEqualTo("/prod");
    assertThat(invocation.path()).isEqualTo("/prod/money");
  }

  /** An HTTP API's path has the stage in both formats; a REST API's never has. */
  @Test
  void theStageIsTheMountPointInFormat1OfAnHttpApiOnly() throws Exception {
    String members =
        "\"httpMethod\":\"POST\",\"path\":\"/money\",\"requestContext\":{\"stage\":\"money\"}";
    assertThat(read("{\"version\":\"1.0\"," + members + "}").orElseThrow().invocation("r", true))
        .returns("/money", HttpInvocation::mountPoint);
    assertThat(read("{" + members + "}").orElseThrow().invocation("r", true))
        .returns("/", HttpInvocation::mountPoint);
  }

  @Test
  void membersMayComeInAnyOrderAndMore() throws IOException {
    Optional<HttpEvent> event =
        read(
            """
            {"x":[{"version":"9"}],"requestContext":{"a":{"http":1},"http":{"method":"GET"},"b":[]},
            "cookies":["c"],"version":"2.0"}\
            """);
    assertThat(event).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[1]",
        "not json",
        "{\"items\":[]}",
        "{\"version\":\"2.0\"}",
        "{\"version\":\"2.0\",\"requestContext\":{}}",
        "{\"version\":\"2.0\",\"requestContext\":{\"http\":\"yes\"}}",
        "{\"version\":\"2.0\",\"requestContext\":{\"x\":{\"http\":{}}}}",
        "{\"version\":\"1.0\",\"requestContext\":{\"http\":{}}}",
        "{\"version\":2.0,\"requestContext\":{\"http\":{}}}",
        "{\"input\":{\"version\":\"2.0\",\"requestContext\":{\"http\":{}}}}",
        "{\"version\":\"2.0\",\"requestContext\":{\"http\":{}}"
      })
  void anythingElseIsForTheHandler(String event) throws IOException {
    assertThat(read(event)).isEmpty();
  }

  @Test
  void answersWithAStatus() throws IOException {
    assertThat(event("\"a\":1").answer(504, "{\"a\":\"\\n\"}".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"statusCode\":504,\"headers\":{\"Content-Type\":\"application/json\"},"
                + "\"body\":\"{\\\"a\\\":\\\"\\\\n\\\"}\"}");
  }

  /** Callers that a gateway has verified, in each of the forms that AWS has for it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"jwt\":{\"claims\":{\"sub\":\"s\",\"cognito:groups\":\"[a b]\"}}} | jwt | s | [a, b]",
        "{\"iam\":{\"userArn\":\"arn:u\",\"accountId\":\"1\"}} | iam | arn:u | []",
        "{\"lambda\":{\"principalId\":\"p\",\"roles\":\"x,y\"}} | authorizer | p | [x, y]",
        "{\"claims\":{\"cognito:username\":\"u\",\"sub\":\"s\"}} | jwt | u | []",
        "{\"principalId\":\"p\",\"level\":3} | authorizer | p | []",
        "{\"lambda\":{\"allowed\":true}} | authorizer | authorizer | []"
      })
  void theCallerIsWhomTheGatewayNames(String authorizer, String source, String name, String roles)
      throws Exception {
    String event =
        "{\"version\":\"2.0\",\"requestContext\":{\"authorizer\":%s,\"http\":{\"method\":\"POST\"}}}"
            .formatted(authorizer);
    Caller caller = caller(event, true).orElseThrow();
    assertThat(caller.source()).isEqualTo(source);
    assertThat(caller.name()).isEqualTo(name);
    assertThat(new TreeSet<>(caller.roles())).hasToString(roles);
    assertThat(caller(event, false)).isEmpty();
  }

  @Test
  void aRestApiWithIamNamesTheUserAndOneWithoutNobody() throws Exception {
    String event = "{\"httpMethod\":\"POST\",\"requestContext\":{\"identity\":{\"userArn\":%s}}}";
    assertThat(caller(event.formatted("\"arn:u\""), true)).map(Caller::name).contains("arn:u");
    assertThat(caller(event.formatted("null"), true)).isEmpty();
  }

  private static Optional<Caller> caller(String event, boolean isTrusted) throws Exception {
    return HttpEvent.read(event.getBytes(UTF_8))
        .orElseThrow()
        .invocation("r", isTrusted)
        .origin()
        .caller();
  }

  private static byte[] body(String members) throws Exception {
    return event(members).invocation("r", true).body();
  }

  private static HttpEvent event(String members) throws IOException {
    return read("{" + HTTP + "," + members + "}").orElseThrow();
  }

  private static Optional<HttpEvent> read(String event) throws IOException {
    return HttpEvent.read(event.getBytes(UTF_8));
  }
}
