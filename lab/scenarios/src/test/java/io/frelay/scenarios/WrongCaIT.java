package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A party whose certificate is another relay CA's is nobody here. */
class WrongCaIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aPartyOfAnotherRelayIsTurnedAway(String protocol) throws Exception {
    Pki other = Pki.standard();
    SSLContext tls = Identity.of(other.atRelay("user1", "0")).tls(Shared.PKI.relayCa());
    double before = relay.closed("untrusted_certificate");
    try (HandDrivenParty party = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
    relay.awaitClosed("untrusted_certificate", before);
  }
}
