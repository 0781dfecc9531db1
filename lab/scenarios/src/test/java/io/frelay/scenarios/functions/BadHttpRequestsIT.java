package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.AzureFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.Http;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.support.Parties;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that cannot be invocations are refused with one JSON error that gives the reason. */
class BadHttpRequestsIT {
  private static Answer badInput(String message) {
    return Answer.error(400, "bad_input", message);
  }

  private static final int TOO_MANY = (6 << 20) + 1;

  private static final Answer TOO_BIG =
      Answer.error(
          413, "too_big", "the body has more than the 6291456 bytes that this function takes");

  private static final Answer WRONG_METHOD =
      Answer.error(405, "method_not_allowed", "an invocation is a POST, not a GET");

  static Stream<Arguments> bodies() {
    String overlap = "{\"frelay\":{\"handler\":\"overlap\"%s},\"input\":%s}";
    return Stream.of(HttpPlatform.values())
        .flatMap(
            platform ->
                Stream.of(
                    Arguments.of(
                        platform, "hello", badInput("the body is not JSON: line 1, column 1")),
                    Arguments.of(
                        platform,
                        "{\"items\":[]} more",
                        badInput("the body is not JSON: line 1, column 14")),
                    Arguments.of(
                        platform,
                        "[".repeat(2000) + "]".repeat(2000),
                        badInput(
                            "the body is not JSON: nested too deep, or a name, text or number too long")),
                    Arguments.of(
                        platform,
                        overlap.formatted("", "{\"items\":[{}]}"),
                        badInput("the input is not what handler overlap takes: at items.[0]")),
                    Arguments.of(
                        platform,
                        overlap.formatted("", "null"),
                        badInput(
                            "the input is missing: send it as the body, or as 'input' in an envelope")),
                    Arguments.of(
                        platform,
                        overlap.formatted(",\"peers\":\"1\"", "{}"),
                        badInput(
                            "'frelay' has the members handler (text), tag (text), peers (list of"
                                + " texts), timeoutMs (whole number) and relay (text), each optional")),
                    Arguments.of(
                        platform,
                        "{\"frelay\":{\"handler\":\"none\"},\"input\":{}}",
                        Answer.error(
                            404,
                            "unknown_handler",
                            "no handler of that name; this application has: overlap, total")),
                    Arguments.of(
                        platform,
                        "{\"items\":[]}",
                        Answer.error(
                            404,
                            "unknown_handler",
                            "no handler is named, and this application has: overlap, total"))));
  }

  @ParameterizedTest
  @MethodSource
  void bodies(HttpPlatform platform, String body, Answer expected) {
    assertThat(platform.shared().invoke(body, Parties.PATIENCE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderThatMakesNoSense(HttpPlatform platform) {
    HttpFunction function = platform.shared();
    assertThat(
            function.invoke(
                function.url("overlap"),
                Map.of("Frelay-Timeout-Ms", "soon"),
                "{\"items\":[]}",
                Parties.PATIENCE))
        .isEqualTo(badInput("Frelay-Timeout-Ms is not a whole number of milliseconds"));
  }

  @ParameterizedTest
  @EnumSource
  void get(HttpPlatform platform) {
    assertThat(Http.answer(Http.request(Parties.PATIENCE).get(platform.shared().url())))
        .isEqualTo(WRONG_METHOD);
  }

  @ParameterizedTest
  @EnumSource
  void aFormIsNoJson(HttpPlatform platform) {
    assertThat(
            Http.answer(
                Http.request(Parties.PATIENCE).formParam("a", "b").post(platform.shared().url())))
        .isEqualTo(
            Answer.error(
                415,
                "unsupported_media_type",
                "the body is JSON: send it with the header Content-Type: application/json"));
  }

  @ParameterizedTest
  @EnumSource(names = {"CODE_ENGINE", "AZURE_FORWARDING"})
  void tooBig(HttpPlatform platform) {
    assertThat(platform.shared().invoke("x".repeat(TOO_MANY), Parties.PATIENCE)).isEqualTo(TOO_BIG);
  }

  /** In chunks, so that nothing says so before. */
  @Test
  void tooBigInTheEnd() {
    assertThat(
            Http.answer(
                Http.request(Parties.PATIENCE)
                    .contentType(ContentType.JSON)
                    .body(new ByteArrayInputStream(new byte[TOO_MANY]))
                    .post(HttpPlatform.CODE_ENGINE.shared().url())))
        .isEqualTo(TOO_BIG);
  }

  @Test
  void aPathThatIsNoHandlers() {
    HttpFunction app = HttpPlatform.CODE_ENGINE.shared();
    assertThat(app.invoke(app.url("a/b"), Map.of(), "{}", Parties.PATIENCE))
        .isEqualTo(
            Answer.error(404, "not_found", "nothing is here: invocations go to / or to /handler"));
    assertThat(app.invoke(app.url("none"), Map.of(), "{}", Parties.PATIENCE))
        .isEqualTo(
            Answer.error(
                404,
                "unknown_handler",
                "no handler of that name; this application has: overlap, total"));
  }

  @Test
  void theMethodThatIsAllowedIsNamed() {
    Response response = Http.request(Parties.PATIENCE).get(HttpPlatform.CODE_ENGINE.shared().url());
    assertThat(response.header("Allow")).isEqualTo("POST");
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
  }

  /** A failed event is not acknowledged, so that the host delivers it again. */
  @Test
  void anEventThatFails() throws Exception {
    AzureFunction function = (AzureFunction) HttpPlatform.AZURE_FORWARDING.shared();
    assertThat(function.deliver("queued", "hello"))
        .isEqualTo(badInput("the body is not JSON: line 1, column 1"));
  }
}
