package io.frelay.function.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEventTest {
  private static final String HTTP = "\"version\":\"2.0\",\"requestContext\":{\"http\":{}}";

  @Test
  void headersHaveNoCase() throws IOException {
    HttpEvent event = event("\"headers\":{\"frelay-tag\":\"t\",\"odd\":7,\"odder\":{\"a\":1}}");
    assertThat(event.header("Frelay-Tag")).isEqualTo("t");
    assertThat(event.header("odd")).isNull();
    assertThat(event.header("odder")).isNull();
  }

  @Test
  void bodyIsTextOrBase64() throws IOException {
    assertThat(event("\"body\":\"{\\\"ä\\\":1}\"").body()).asString(UTF_8).isEqualTo("{\"ä\":1}");
    assertThat(event("\"body\":\"eyLDpCI6MX0=\",\"isBase64Encoded\":true").body())
        .asString(UTF_8)
        .isEqualTo("{\"ä\":1}");
    assertThat(event("\"isBase64Encoded\":true,\"body\":\"???\"").body()).isEmpty();
    assertThat(event("\"body\":null").body()).isEmpty();
    assertThat(event("\"rawPath\":\"/\"").body()).isEmpty();
  }

  @Test
  void membersMayComeInAnyOrderAndMore() throws IOException {
    Optional<HttpEvent> event =
        read(
            """
            {"x":[{"version":"9"}],"requestContext":{"a":{"http":1},"http":{"method":"GET"},"b":[]},
            "cookies":["c"],"version":"2.0"}""");
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
    assertThat(HttpEvent.answer(504, "{\"a\":\"\\n\"}".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"statusCode\":504,\"headers\":{\"Content-Type\":\"application/json\"},"
                + "\"body\":\"{\\\"a\\\":\\\"\\\\n\\\"}\"}");
  }

  private static HttpEvent event(String members) throws IOException {
    return read("{" + HTTP + "," + members + "}").orElseThrow();
  }

  private static Optional<HttpEvent> read(String event) throws IOException {
    return HttpEvent.read(event.getBytes(UTF_8));
  }
}
