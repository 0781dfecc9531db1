package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Party 1 is a function on AWS Lambda, and meets party 0, a plain client. */
class LambdaFunctionIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Map<String, String> NO_HEADERS = Map.of();

  private static RelayProcess relay;
  @AutoClose private static LambdaFunction function;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_HANDLER", "overlap");
    environment.put("TAG", "lambda-default");
    function = LambdaFunction.start(environment);
  }

  @Test
  void meetsAPeerThatWaits() throws Exception {
    OverlapPeer peer = relay.awaitWaiter(() -> OverlapPeer.of(relay, "lambda-second"));
    peer.requireMet(function.invoke(request("lambda-second"), LIMIT));
  }

  @Test
  void waitsForAPeerThatComesLater() throws Exception {
    Future<Answer> answer =
        relay.awaitWaiter(() -> Parties.run(() -> function.invoke(request("lambda-first"), LIMIT)));
    OverlapPeer peer = OverlapPeer.of(relay, "lambda-first");
    peer.requireMet(Parties.await(answer));
  }

  @Test
  void bareInputMeetsTheDeploymentsPeersUnderItsTag() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "lambda-default");
    peer.requireMet(function.invoke("{\"items\":[\"a\",\"b\"]}", LIMIT));
  }

  @Test
  void functionUrlTakesTheSessionFromHeaders() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "lambda-url");
    Map<String, String> headers =
        Map.of("Frelay-Handler", "overlap", "Frelay-Tag", "lambda-url", "Frelay-Peers", "1, 0");
    peer.requireMet(function.post(headers, "{\"items\":[\"a\",\"b\"]}", LIMIT));
  }

  @Test
  void functionUrlTakesABodyInBase64() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "lambda-base64");
    peer.requireMet(function.postBase64(NO_HEADERS, request("lambda-base64"), LIMIT));
  }

  @Test
  void directCallerLearnsWhichPeerDidNotComeBeforeTheTimeIsUp() {
    String error = function.invokeForError(request("lambda-nobody"), Duration.ofSeconds(3));
    assertThat(JsonPath.from(error).getString("errorType"))
        .isEqualTo("io.frelay.function.aws.InvocationFailedException");
    JsonPath message = JsonPath.from(JsonPath.from(error).getString("errorMessage"));
    assertThat(message.getString("error.code")).isEqualTo("peer_timeout");
    assertThat(message.getString("error.peer")).isEqualTo("0");
    assertThat(message.getString("error.message"))
        .startsWith("party 0 of user1 did not come to %s within ".formatted(relay.address()));
  }

  @Test
  void callerMayAllowLessTime() {
    Answer answer =
        function.invoke(
            """
            {"frelay":{"tag":"lambda-hurry","timeoutMs":300},"input":{"items":["a"]}}""",
            LIMIT);
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("\"code\":\"peer_timeout\"", "\"peer\":\"0\"");
  }

  @Test
  void functionUrlAnswersAFailureWithItsStatus() {
    Answer answer = function.post(Map.of("Frelay-Timeout-Ms", "300"), "{\"items\":[\"a\"]}", LIMIT);
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("\"code\":\"peer_timeout\"", "\"peer\":\"0\"");
  }

  @Test
  void refusesWhatIsNoRequest() {
    assertRefused("not json", "the body is not JSON: line 1, column 1");
    assertRefused("{\"frelay\":{\"peers\":\"0\"},\"input\":1}", "'frelay' has the members");
    assertRefused("{\"items\":7}", "the input is not what handler overlap takes: at items");
    assertRefused("null", "the input is missing");
  }

  @Test
  void refusesAnUnknownHandler() {
    Answer answer = function.invoke("{\"frelay\":{\"handler\":\"nope\"},\"input\":{}}", LIMIT);
    assertThat(answer)
        .isEqualTo(
            Answer.error(
                404,
                "unknown_handler",
                "no handler of that name; this application has: overlap, total"));
  }

  private static void assertRefused(String body, String message) {
    for (Answer answer :
        List.of(function.invoke(body, LIMIT), function.post(NO_HEADERS, body, LIMIT))) {
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"bad_input\"").contains(message);
    }
  }

  private static String request(String tag) {
    return """
        {"frelay":{"handler":"overlap","tag":"%s","peers":["0","1"]},"input":{"items":["a","b"]}}"""
        .formatted(tag);
  }
}
