package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Certificates without O, as the original fr-adm made them, beside new ones that name a user. */
class NoUserInCertificateIT {
  private final SSLContext newZero = Shared.PKI.outerTls("user1", "0");
  private final SSLContext oldOne =
      Identity.issue(Shared.PKI, "CN=1", "secp256r1").tls(Shared.PKI.relayCa());

  @Test
  @SuppressWarnings("try") // the parties wait, and do nothing else
  void theLogSaysWhyTheyDoNotMeet() throws Exception {
    RelayProcess relay = Shared.relay();
    double waiters = relay.meter("frelay_waiters");
    try (HandDrivenParty zero = HandDrivenParty.request(relay.port(), newZero, "1", "users")) {
      relay.awaitMeter("frelay_waiters", waiters + 1);
      try (HandDrivenParty one = HandDrivenParty.request(relay.port(), oldOne, "0", "users")) {
        relay.awaitMeter("frelay_waiters", waiters + 2);
        assertThat(relay.awaitLine("wait for each other under different users", "tag=users"))
            .contains("party=1 user=\"\" peer=0 peer_user=user1");
      }
    }
  }

  @Test
  void aSettingGivesThemToAUser() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.user-without-o=user1");
        HandDrivenParty zero = HandDrivenParty.request(relay.port(), newZero, "1", "moved")) {
      relay.awaitMeter("frelay_waiters", 1);
      try (HandDrivenParty one = HandDrivenParty.request(relay.port(), oldOne, "0", "moved")) {
        assertThat(one.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(zero.awaitReady()).isEqualTo("{\"Mode\":2}");
      }
    }
  }
}
