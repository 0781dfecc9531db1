package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate of the relay CA that does not say which one party it is for. */
class UnnamedCertificateIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "O=user1",
        "O=user1,CN=0,CN=1",
        "O=user1,CN=0+CN=1",
        "O=user1,O=user2,CN=0",
        "CN=é"
      })
  void isTurnedAway(String subject) throws Exception {
    SSLContext tls = Identity.issue(Shared.PKI, subject, "secp256r1").tls(Shared.PKI.relayCa());
    HandDrivenParty.assertRefused(relay, tls, "unnamed_certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=old", "OU=x,CN=old", "CN=old+OU=x"})
  void oneNameIsEnoughAndItsUserMayBeNone(String subject) throws Exception {
    SSLContext tls = Identity.issue(Shared.PKI, subject, "secp256r1").tls(Shared.PKI.relayCa());
    double before = relay.meter("frelay_waiters");
    try (HandDrivenParty party =
        HandDrivenParty.request(relay.port(), tls, "new", "unnamed-" + subject.length())) {
      relay.awaitMeter("frelay_waiters", before + 1);
      assertThat(party.protocol()).isEqualTo("TLSv1.3");
    }
    relay.awaitMeter("frelay_waiters", before);
  }
}
