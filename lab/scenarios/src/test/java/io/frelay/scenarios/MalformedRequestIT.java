package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authenticated party that asks for nothing that can be understood. */
class MalformedRequestIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "{}",
        "[]",
        "null ",
        "{\"Tag\":\"t\"}",
        "{\"DestParty\":1}",
        "{\"DestParty\":\"\"}",
        "{\"DestParty\":\"\u00e9\"}",
        "{\"DestParty\":\"1\",\"DestParty\":\"2\"}",
        "{\"DestParty\":\"1\",\"Version\":0}",
        "{\"DestParty\":\"1\",\"TimeoutMs\":-1}",
        "{\"DestParty\":\"1\",\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}",
        "{\"DestParty\":\"1\",\"x\":1111111111222222222233333333334444444444}",
        "{\"DestParty\":\"nobody\",\"Tag\":\"t\"}trailing",
        "\u0000\u0001",
        "\ufeff{\"DestParty\":\"1\"}",
      })
  void isTurnedAway(String request) throws Exception {
    double before = relay.closed("malformed_request");
    try (HandDrivenParty party = HandDrivenParty.connect(relay, "0")) {
      party.handshake();
      party.send(party.seal(request));
      assertThat(party.isTurnedAway()).isTrue();
    }
    relay.awaitClosed("malformed_request", before);
  }
}
