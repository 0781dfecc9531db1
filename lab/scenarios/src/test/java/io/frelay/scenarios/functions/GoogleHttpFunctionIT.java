package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.Http;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Party 1 is a function on Google Cloud, called by HTTP, and meets party 0, a plain client. */
class GoogleHttpFunctionIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String BARE = "{\"items\":[\"a\",\"b\"]}";

  private static RelayProcess relay;
  @AutoClose private static GoogleFunction function;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_HANDLER", "overlap");
    environment.put("TAG", "google-default");
    environment.put("CLOUD_RUN_TIMEOUT_SECONDS", Long.toString(LIMIT.toSeconds()));
    function = GoogleFunction.start(GoogleFunction.HTTP, environment);
  }

  @Test
  void meetsAPeerThatWaits() throws Exception {
    OverlapPeer peer = relay.awaitWaiter(() -> OverlapPeer.of(relay, "google-second"));
    peer.requireMet(function.invoke(request("google-second"), LIMIT));
  }

  @Test
  void waitsForAPeerThatComesLater() throws Exception {
    Future<Answer> answer =
        relay.awaitWaiter(() -> Parties.run(() -> function.invoke(request("google-first"), LIMIT)));
    OverlapPeer peer = OverlapPeer.of(relay, "google-first");
    peer.requireMet(Parties.await(answer));
  }

  @Test
  void bareInputMeetsTheDeploymentsPeersUnderItsTag() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "google-default");
    peer.requireMet(function.invoke(BARE, LIMIT));
  }

  @Test
  void takesTheSessionFromHeaders() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "google-headers");
    Response response =
        function
            .request(LIMIT)
            .header("frelay-handler", "overlap")
            .header("Frelay-Tag", "google-headers")
            .header("Frelay-Peers", "1, 0")
            .body(BARE)
            .post();
    assertThat(response.contentType()).isEqualTo("application/json");
    peer.requireMet(Http.answer(response));
  }

  @Test
  void concurrentInvocationsNeverMix() throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    List<Future<Overlap.Output>> peers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String body =
          """
          {"frelay":{"tag":"google-mix-%1$d"},"input":{"items":["x%1$d","y%1$d","z"]}}"""
              .formatted(i);
      answers.add(Parties.run(() -> function.invoke(body, LIMIT)));
    }
    for (int i = 7; i >= 0; i--) {
      peers.add(
          0,
          PlainParty.overlap(
              relay, Shared.PKI, "0", "1", "google-mix-" + i, "y" + i, "x" + (i + 1)));
    }
    for (int i = 0; i < 8; i++) {
      assertThat(Parties.await(answers.get(i)))
          .isEqualTo(new Answer(200, "{\"common\":[\"y%d\"],\"own\":3,\"theirs\":2}".formatted(i)));
      assertThat(Parties.await(peers.get(i)).common()).containsExactly("y" + i);
    }
  }

  @Test
  void saysWhichPeerDidNotCome() {
    Response response =
        function.request(LIMIT).header("Frelay-Timeout-Ms", "3000").body(BARE).post();
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.contentType()).isEqualTo("application/json");
    assertThat(response.jsonPath().getString("error.code")).isEqualTo("peer_timeout");
    assertThat(response.jsonPath().getString("error.peer")).isEqualTo("0");
    assertThat(response.jsonPath().getString("error.message")).contains("0").doesNotContain("\tat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                              | the input is missing: send it as the body, or as 'input' in an envelope
          {"frelay":{}}                   | the input is missing: send it as the body, or as 'input' in an envelope
          not json                        | the body is not JSON: line 1, column 1
          {"items":[]} {}                 | the body is not JSON: line 1, column 14
          {"items":7}                     | the input is not what handler overlap takes: at items
          {"frelay":{},"items":[]}        | an envelope has the members 'frelay' and 'input' only; put the rest into 'input'
          {"frelay":{"peer":"0"}}         | 'frelay' has the members handler (text), tag (text), peers (list of texts), timeoutMs (whole number) and relay (text), each optional
          {"frelay":{"peers":["1"]},"input":{"items":[]}} | no peer is named: say which in the request ('peers' in 'frelay', or the header Frelay-Peers), or set DEST; an empty list is for a call without peers; this is party 1
          """)
  void refusesWhatIsNoRequest(String body, String message) {
    assertThat(function.invoke(body, LIMIT)).isEqualTo(Answer.error(400, "bad_input", message));
  }

  @Test
  void refusesAnUnknownHandler() {
    assertThat(function.invoke("{\"frelay\":{\"handler\":\"nope\"},\"input\":{}}", LIMIT))
        .isEqualTo(
            Answer.error(
                404,
                "unknown_handler",
                "no handler of that name; this application has: overlap, total"));
  }

  @Test
  void refusesAHeaderThatMakesNoSense() {
    Response response = function.request(LIMIT).header("Frelay-Timeout-Ms", "1s").body(BARE).post();
    assertThat(Http.answer(response))
        .isEqualTo(
            Answer.error(
                400, "bad_input", "Frelay-Timeout-Ms is not a whole number of milliseconds"));
  }

  @ParameterizedTest
  @CsvSource({"GET", "PUT", "DELETE", "OPTIONS"})
  void takesNothingButPost(String method) {
    Response response = function.request(LIMIT).request(method);
    assertThat(Http.answer(response))
        .isEqualTo(
            Answer.error(405, "method_not_allowed", "an invocation is a POST, not a " + method));
    assertThat(response.header("Allow")).isEqualTo("POST");
  }

  @Test
  void takesNothingButJson() {
    assertThat(Http.answer(function.request(LIMIT).contentType("text/plain").body(BARE).post()))
        .isEqualTo(
            Answer.error(
                415,
                "unsupported_media_type",
                "the body is JSON: send it with the header Content-Type: application/json"));
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    String body = "\"" + "x".repeat(20 * 1024 * 1024) + "\"";
    assertThat(function.invoke(body, LIMIT))
        .isEqualTo(
            Answer.error(
                413,
                "too_big",
                "the body has more than the 6291456 bytes that this function takes"));
  }

  private static String request(String tag) {
    return """
        {"frelay":{"handler":"overlap","tag":"%s","peers":["0","1"]},"input":{"items":["a","b"]}}"""
        .formatted(tag);
  }
}
