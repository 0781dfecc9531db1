package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An old C client sends no SNI; it is served all the same. */
class NoSniIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void aPartyWithoutSniMeetsOneWithAnother() throws Exception {
    try (HandDrivenParty one = request(null, "0", "1");
        HandDrivenParty other = request("elsewhere.example", "1", "0")) {
      assertThat(List.of(one.awaitReady(), other.awaitReady()))
          .containsExactlyInAnyOrder("{\"Mode\":1}", "{\"Mode\":2}");
    }
  }

  private HandDrivenParty request(String sni, String me, String dest) throws Exception {
    HandDrivenParty party =
        HandDrivenParty.connectWithSni(relay.port(), Shared.PKI.outerTls("user1", me), sni);
    party.handshake();
    party.send(party.seal("{\"DestParty\":\"" + dest + "\",\"Tag\":\"no-sni\"}"));
    return party;
  }
}
