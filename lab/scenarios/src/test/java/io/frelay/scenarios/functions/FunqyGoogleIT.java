package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.GoogleEvents;
import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Party 1 is a function of Funqy that Google's events call; party 0 is a plain client. */
class FunqyGoogleIT {
  private static final String TYPE = "com.example.compare";

  private static RelayProcess relay;
  @AutoClose private static GoogleFunction function;
  private static GoogleEvents events;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    function =
        GoogleFunction.start(Project.JAVA, "funqy/gcp", GoogleFunction.FUNQY_EVENTS, environment);
    events = new GoogleEvents(function);
  }

  @Test
  void dataOfAnEventIsTheCall() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "funqy-event");
    assertThat(
            events.structured(
                "f1",
                TYPE,
                "{\"frelay\":{\"tag\":\"funqy-event\"},\"input\":{\"items\":[\"a\",\"b\"]}}"))
        .isEqualTo(200);
    peer.requireMet();
    function.awaitLog("event f1: 1 in common");
  }

  @Test
  void eventWhosePeerDoesNotComeIsToBeDeliveredAgain() {
    String hurry =
        """
        {"frelay":{"tag":"funqy-event-nobody","timeoutMs":5000},"input":{"items":[]}}""";
    assertThat(events.binary("f2", TYPE, hurry)).isEqualTo(500);
    function.awaitLog("{\"error\":{\"code\":\"peer_timeout\",\"peer\":\"0\",\"message\":");
  }

  @Test
  void eventThatCanNeverSucceedIsDoneWith() {
    assertThat(events.binary("f3", TYPE, "{\"items\":7}")).isEqualTo(200);
    function.awaitLog("event f3 is of no use: {\"error\":{\"code\":\"bad_input\"");
    assertThat(events.binary("f4", TYPE, "not json")).isEqualTo(200);
    function.awaitLog("event f4 is of no use: its data is not JSON");
  }
}
