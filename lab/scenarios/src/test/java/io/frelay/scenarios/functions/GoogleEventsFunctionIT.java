package io.frelay.scenarios.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.GoogleEvents;
import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Party 1 is a function on Google Cloud that events call; party 0 is a plain client. */
class GoogleEventsFunctionIT {
  private static final String TYPE = "com.example.compare";
  private static final int DONE_WITH = 200;
  private static final int TO_BE_DELIVERED_AGAIN = 500;

  private static RelayProcess relay;
  @AutoClose private static GoogleFunction function;
  private static GoogleEvents events;

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_HANDLER", "overlap");
    function = GoogleFunction.start(GoogleFunction.EVENTS, environment);
    events = new GoogleEvents(function);
  }

  @Test
  void dataOfAnEventInBinaryModeIsTheRequest() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "event-binary");
    assertThat(events.binary("e1", TYPE, request("event-binary"))).isEqualTo(DONE_WITH);
    peer.requireMet();
    function.awaitLog("event e1 is done");
  }

  @Test
  void dataOfAnEventInStructuredModeIsTheRequest() throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "event-structured");
    assertThat(events.structured("e2", TYPE, request("event-structured"))).isEqualTo(DONE_WITH);
    peer.requireMet();
  }

  @Test
  void whatWasPublishedToPubSubIsTheRequest() throws Exception {
    String published =
        Base64.getEncoder().encodeToString(request("event-published").getBytes(UTF_8));
    OverlapPeer peer = OverlapPeer.of(relay, "event-published");
    assertThat(
            events.binary(
                "e3",
                "google.cloud.pubsub.topic.v1.messagePublished",
                "{\"message\":{\"data\":\"%s\"},\"subscription\":\"s\"}".formatted(published)))
        .isEqualTo(DONE_WITH);
    peer.requireMet();
  }

  @Test
  void eventWhosePeerDoesNotComeIsToBeDeliveredAgain() {
    String hurry =
        """
        {"frelay":{"tag":"event-nobody","timeoutMs":3000},"input":{"items":[]}}""";
    assertThat(events.binary("e4", TYPE, hurry)).isEqualTo(TO_BE_DELIVERED_AGAIN);
    function.awaitLog("{\"error\":{\"code\":\"peer_timeout\",\"peer\":\"0\",\"message\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{\"items\":7}",
        "{\"frelay\":{\"handler\":\"nope\"},\"input\":{}}",
      })
  void eventThatCanNeverSucceedIsDoneWith(String data) {
    String id = "useless" + data.length();
    assertThat(events.binary(id, TYPE, data)).isEqualTo(DONE_WITH);
    function.awaitLog("event " + id + " is of no use and will not be tried again: {\"error\":");
  }

  private static String request(String tag) {
    return """
        {"frelay":{"tag":"%s","peers":["0","1"]},"input":{"items":["a","b"]}}"""
        .formatted(tag);
  }
}
