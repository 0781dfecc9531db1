package io.frelay.scenarios;

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
    HandDrivenParty.assertRefused(relay, tls, "no_certificate", protocol);
  }
}
