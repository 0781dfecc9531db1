package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.RefusedException;
import io.frelay.protocol.RefusalCode;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** {@code relay.policy} narrows who may meet whom; the relay says so at once. */
class PolicyIT {
  @Test
  void onlyTheNamedPairsMeet() throws Exception {
    try (RelayProcess relay =
        RelayProcess.start(Shared.PKI, "relay.policy=user1/1/0,someone-else/*/*")) {
      try (Pair pair = Pair.of(relay, Shared.PKI, "t")) {
        pair.talk();
      }
      FrelayClient two = Parties.client(relay.address(), Shared.PKI, "user1", "2", 2);
      RefusedException refused =
          Assertions.catchThrowableOfType(
              RefusedException.class, () -> two.connect("0", "t", Parties.PATIENCE));
      assertThat(refused.code()).isEqualTo(RefusalCode.NOT_ALLOWED);

      try (HandDrivenParty version1 = HandDrivenParty.request(relay, "2", "0", "t")) {
        assertThat(version1.isTurnedAway()).isTrue();
      }
      relay.awaitMeter("frelay_connections_closed_total{reason=\"not_allowed\"}", 2);
    }
  }

  @Test
  void nobodyMeetsItself() {
    FrelayClient zero = Parties.client(Shared.relay().address(), Shared.PKI, "user1", "0", 2);
    RefusedException refused =
        Assertions.catchThrowableOfType(
            RefusedException.class, () -> zero.connect("0", "self", Parties.PATIENCE));
    assertThat(refused.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
  }
}
