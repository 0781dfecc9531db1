package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.frelay.adm.AdmException;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revocation list whose successor is due is spoken of, and lets nobody in if so told. */
class OverdueListIT {
  private static final String OVERDUE = "frelay_revocation_list_overdue";
  private static final String RELAY = "checks.find { it.name == 'relay' }.data.";

  private final Pki pki = Pki.standard();

  @Test
  void itCountsAndIsSaid() throws Exception {
    sign(Duration.ofSeconds(-1));
    try (RelayProcess relay = RelayProcess.start(pki);
        Pair pair = Pair.of(relay, pki, "t")) {
      pair.talk();
      relay.awaitLine("the revocation list is overdue", "it still counts");
      relay.awaitMeter(OVERDUE, 1);
      get(relay.management().resolve("/q/health/ready"))
          .then()
          .statusCode(200)
          .body(RELAY + "revocation-list-overdue", equalTo(true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void itLetsNobodyInIfThatIsWanted(String provider) throws Exception {
    sign(Duration.ofDays(1));
    try (RelayProcess relay =
            RelayProcess.start(
                pki, "relay.revocation-list-overdue=refuse", "relay.tls-provider=" + provider);
        Pair before = Pair.of(relay, pki, "before")) {
      sign(Duration.ofSeconds(-1));
      relay.awaitMeter(OVERDUE, 1);
      relay.awaitLine("the revocation list is overdue", "nobody is let in");
      try (HandDrivenParty party =
          HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "0"), "TLSv1.3")) {
        party.send(party.clientHello());
        assertThat(party.isTurnedAwayInHandshake()).isTrue();
      }
      relay.awaitMeter("frelay_handshakes_total{outcome=\"revocation_list_overdue\"}", 1);
      get(relay.management().resolve("/q/health/ready")).then().statusCode(503);
      before.talk();

      sign(Duration.ofDays(1));
      relay.awaitMeter(OVERDUE, 0);
      get(relay.management().resolve("/q/health/ready")).then().statusCode(200);
      try (Pair after = Pair.of(relay, pki, "after")) {
        after.talk();
      }
    }
  }

  private void sign(Duration untilNext) throws AdmException {
    RevokedParties.atRelay(pki.root()).renew(untilNext);
  }
}
