package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.FunqyServer;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Party 1 is a function of Funqy on its binding to HTTP, and meets party 0, a plain client. */
class FunqyHttpIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static RelayProcess relay;
  @AutoClose private static FunqyServer server;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("TAG", "funqy-default");
    server = FunqyServer.start(environment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          funqy-default | {"items":["a","b"]}
          funqy-tag     | {"frelay":{"tag":"funqy-tag","peers":["0","1"]},"input":{"items":["a","b"]}}
          """)
  void takesTheSameBodyAsEveryFunction(String tag, String body) throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, tag);
    peer.requireMet(server.invoke(body, LIMIT));
  }

  @Test
  void saysWhichPeerDidNotCome() {
    Response response =
        server
            .request()
            .body(
                "{\"frelay\":{\"tag\":\"funqy-nobody\",\"timeoutMs\":3000},\"input\":{\"items\":[]}}")
            .post("/overlap");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.contentType()).isEqualTo("application/json");
    assertThat(response.jsonPath().getString("error.code")).isEqualTo("peer_timeout");
    assertThat(response.jsonPath().getString("error.peer")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                       | the input is missing: send it as the body, or as 'input' in an envelope
          null                     | the input is missing: send it as the body, or as 'input' in an envelope
          {"frelay":{}}            | the input is missing: send it as the body, or as 'input' in an envelope
          not json                 | the body is not JSON
          {"items":7}              | the input is not what the function takes: at items
          {"frelay":{},"items":[]} | an envelope has the members 'frelay' and 'input' only; put the rest into 'input'
          {"frelay":{"peer":"0"}}  | 'frelay' has the members handler (text), tag (text), peers (list of texts), timeoutMs (whole number) and relay (text), each optional
          """)
  void refusesWhatIsNoCall(String body, String message) {
    assertThat(server.invoke(body, LIMIT)).isEqualTo(Answer.error(400, "bad_input", message));
  }

  @Test
  void whatIsNoFunctionIsNotFound() {
    assertThat(server.request().body("{}").post("/nope").statusCode()).isEqualTo(404);
  }
}
