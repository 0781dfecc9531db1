package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.OldTlsSession;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

  /** A TLS session of before does not make up for it. */
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void oneThatHasExpiredIsTurnedAwayAlsoIfItResumesItsTlsSession(String provider) throws Exception {
    Pki pki = Pki.standard();
    try (RelayProcess relay = RelayProcess.start(pki, "relay.tls-provider=" + provider)) {
      Instant end = Instant.now().plusSeconds(8);
      pki.party("user1", "brief", CertificateOptions.DEFAULTS.notAfter(end));
      Map<String, SSLContext> contexts = // the JDK remembers one TLS session with a server
          Map.of(
              "TLSv1.2", pki.outerTls("user1", "brief"), "TLSv1.3", pki.outerTls("user1", "brief"));
      for (String protocol : contexts.keySet()) {
        meet(relay, pki, contexts.get(protocol), protocol);
      }
      await().until(() -> Instant.now().isAfter(end));
      for (String protocol : contexts.keySet()) {
        OldTlsSession.assertOfNoUse(relay, contexts.get(protocol), protocol);
      }
      relay.awaitMeter("frelay_handshakes_total{outcome=\"expired_certificate\"}", 2);
    }
  }

  /** It has read the tickets that come behind its handshake then. */
  private static void meet(RelayProcess relay, Pki pki, SSLContext tls, String protocol)
      throws Exception {
    SSLContext peers = pki.outerTls("user1", "1");
    try (HandDrivenParty peer = HandDrivenParty.request(relay.port(), peers, "brief", protocol);
        HandDrivenParty party =
            HandDrivenParty.request(relay.port(), tls, "1", protocol, protocol)) {
      assertThat(party.awaitReady()).contains("Mode");
      assertThat(peer.awaitReady()).contains("Mode");
    }
  }

  private void assertTurnedAway(CertificateOptions options, String protocol) throws Exception {
    Shared.PKI.party("user1", "untimely", options);
    SSLContext tls = Identity.of(Shared.PKI.atRelay("user1", "untimely")).tls(Shared.PKI.relayCa());
    HandDrivenParty.assertRefused(relay, tls, "expired_certificate", protocol);
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }
}
