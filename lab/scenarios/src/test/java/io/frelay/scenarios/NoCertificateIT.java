package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closed by default: no client certificate, no service. */
class NoCertificateIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aPartyWithoutACertificateIsTurnedAway(String protocol) throws Exception {
    SSLContext tls = Pki.tls(Shared.PKI.relayCa(), null);
    double before = relay.closed("no_certificate");
    try (HandDrivenParty party = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
    relay.awaitClosed("no_certificate", before);
  }
}
