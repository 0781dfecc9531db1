package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.CertificateOptions;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate counts from its first day to its last. */
class ExpiredCertificateIT {
  private static final CertificateOptions OPTIONS = CertificateOptions.DEFAULTS.replacing();

  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void oneThatHasExpiredIsTurnedAway(String protocol) throws Exception {
    assertTurnedAway(OPTIONS.notBefore(inDays(-3)).notAfter(inDays(-1)), protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void oneThatIsNotValidYetIsTurnedAway(String protocol) throws Exception {
    assertTurnedAway(OPTIONS.notBefore(inDays(1)).notAfter(inDays(3)), protocol);
  }

  private void assertTurnedAway(CertificateOptions options, String protocol) throws Exception {
    Shared.PKI.party("user1", "untimely", options);
    SSLContext tls = Identity.of(Shared.PKI.atRelay("user1", "untimely")).tls(Shared.PKI.relayCa());
    double before = relay.closed("expired_certificate");
    try (HandDrivenParty party = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
    relay.awaitClosed("expired_certificate", before);
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }
}
