package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
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
    HandDrivenParty.assertRefused(relay, tls, "untrusted_certificate", protocol);
  }

  /** With TLS 1.3 it may write before it hears of the refusal; a reset would be no reason. */
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void whoWritesAtOnceStillReadsWhy(String provider) throws Exception {
    Pki other = Pki.standard();
    SSLContext tls = Identity.of(other.atRelay("user1", "0")).tls(Shared.PKI.relayCa());
    try (RelayProcess own = RelayProcess.start(Shared.PKI, "relay.tls-provider=" + provider);
        SSLSocket party =
            (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", own.port())) {
      party.startHandshake();
      for (int i = 0; i < 20; i++) {
        party.getOutputStream().write(new byte[1000]);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThatThrownBy(() -> party.getInputStream().read())
          .isInstanceOf(SSLException.class)
          .hasMessageMatching(".*(unknown_ca|certificate_unknown)");
      own.awaitClosed("untrusted_certificate", 0);
    }
  }
}
