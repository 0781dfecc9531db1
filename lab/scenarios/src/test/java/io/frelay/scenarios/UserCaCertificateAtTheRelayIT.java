package io.frelay.scenarios;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end-to-end certificate of a party opens no door at the relay. */
class UserCaCertificateAtTheRelayIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theEndToEndCertificateIsTurnedAway(String protocol) throws Exception {
    SSLContext tls = Identity.of(Shared.PKI.endToEnd("user1", "0")).tls(Shared.PKI.relayCa());
    HandDrivenParty.assertRefused(relay, tls, "untrusted_certificate", protocol);
  }
}
