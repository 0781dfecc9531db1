package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Party 1 is a function of Funqy on AWS Lambda, and meets party 0, a plain client. */
class FunqyLambdaIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static RelayProcess relay;
  @AutoClose private static LambdaFunction function;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    function = LambdaFunction.startFunqy(relay.environment(Shared.PKI, "user1", "1", "0"));
  }

  @Test
  void takesTheSameBodyAsEveryFunction() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "funqy-lambda");
    peer.requireMet(
        function.invoke(
            "{\"frelay\":{\"tag\":\"funqy-lambda\"},\"input\":{\"items\":[\"a\",\"b\"]}}", LIMIT));
  }

  @Test
  void callerLearnsWhichPeerDidNotCome() {
    String error =
        function.invokeForError(
            "{\"frelay\":{\"tag\":\"funqy-nobody\",\"timeoutMs\":3000},\"input\":{\"items\":[]}}",
            LIMIT);
    JsonPath message = JsonPath.from(JsonPath.from(error).getString("errorMessage"));
    assertThat(message.getString("error.code")).isEqualTo("peer_timeout");
    assertThat(message.getString("error.peer")).isEqualTo("0");
  }

  @Test
  void refusesWhatIsNoInput() {
    assertThat(function.invoke("{\"items\":7}", LIMIT))
        .isEqualTo(
            Answer.error(400, "bad_input", "the input is not what the function takes: at items"));
  }
}
