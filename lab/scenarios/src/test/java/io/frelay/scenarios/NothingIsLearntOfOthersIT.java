package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.restassured.RestAssured;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A request for a party reveals neither whether it exists or waits nor what others do. */
class NothingIsLearntOfOthersIT {
  @Test
  void aPartyThatDoesNotExistIsLikeOneThatIsLate() throws Exception {
    Pki pki = Pki.standard();
    pki.user("user2");
    pki.party("user2", "0", CertificateOptions.DEFAULTS);
    pki.party("user2", "only-user2-has-it", CertificateOptions.DEFAULTS);
    try (RelayProcess relay = RelayProcess.start(pki);
        HandDrivenParty waitsForZero =
            HandDrivenParty.request(
                relay.port(), pki.outerTls("user2", "only-user2-has-it"), "0", "t")) {
      relay.awaitMeter("frelay_waiters", 1);
      String late = answer(relay, pki, "1"); // is known to the relay's CA, and not there
      String nobody = answer(relay, pki, "nobody");
      String anotherUsers = answer(relay, pki, "only-user2-has-it"); // waits, for user2's 0
      assertThat(nobody.replace("nobody", "1")).isEqualTo(late);
      assertThat(anotherUsers.replace("only-user2-has-it", "1")).isEqualTo(late);

      String metrics = RestAssured.get(relay.management().resolve("/q/metrics")).asString();
      assertThat(metrics).doesNotContain("user2", "user1", "only-user2-has-it", "nobody");
      assertThat(waitsForZero.socket().getInputStream().available())
          .as("not a byte but session tickets")
          .isLessThan(2000);
    }
  }

  /** All that a party of user1 is told. */
  private static String answer(RelayProcess relay, Pki pki, String peer) throws IOException {
    String request = "{\"DestParty\":\"%s\",\"Tag\":\"t\",\"Version\":2,\"TimeoutMs\":300}";
    try (HandDrivenParty party =
        HandDrivenParty.ask(relay.port(), pki.outerTls("user1", "0"), request.formatted(peer))) {
      return party.awaitReady();
    }
  }
}
