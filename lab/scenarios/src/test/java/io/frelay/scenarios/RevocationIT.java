package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.OldTlsSession;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.RelayTransport;
import io.frelay.scenarios.support.SteadyStream;
import java.io.IOException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A party whose certificate is revoked is out within seconds; nobody else notices. */
class RevocationIT {
  private static final String REVOKED = "revoked_certificate";

  private final Pki pki = Pki.standard();

  @BeforeEach
  void aFourthParty() {
    pki.party("user1", "3", CertificateOptions.DEFAULTS);
  }

  /** Three parties wait for or talk with the revoked one, and two do not. */
  @ParameterizedTest
  @EnumSource
  void itsSessionAndItsWaiterEndAndOthersGoOn(RelayTransport transport) throws Exception {
    try (RelayProcess relay = RelayProcess.startWithJvm(pki, transport.jvm());
        Pair revoked = Pair.of(relay, pki, "revoked");
        HandDrivenParty prepared =
            HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "0"));
        SteadyStream others = SteadyStream.over(between2And3(relay))) {
      revoked.talk();
      prepared.handshake();
      relay.awaitMeter("frelay_prepared", 1);
      Future<PeerConnection> waiter = Parties.connect(relay, pki, "0", "2", "waits");
      relay.awaitMeter("frelay_waiters", 1);

      pki.revoke("user1", "0");

      relay.awaitMeter("frelay_sessions_closed_total{reason=\"" + REVOKED + "\"}", 1);
      // two of the session, the waiter, and the prepared one
      await().until(() -> relay.closed(REVOKED) >= 4);
      relay.awaitLine("certificate is no longer good", "party=0", "reason=" + REVOKED);
      assertThat(prepared.isTurnedAway()).isTrue();
      assertThatThrownBy(() -> revoked.second().in().read()).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Parties.await(waiter)).isInstanceOf(IOException.class);
      long then = others.received();
      await().until(() -> others.received() > then + (1 << 20));
      others.finish();
      assertThat(relay.meter("frelay_sessions_closed_total{reason=\"reset\"}")).isZero();
    }
  }

  /** A TLS session of before spares its owner no look at the list. */
  @ParameterizedTest
  @CsvSource({"boringssl, TLSv1.2", "boringssl, TLSv1.3", "jdk, TLSv1.2", "jdk, TLSv1.3"})
  void itIsTurnedAwayAlsoIfItResumesItsTlsSession(String provider, String protocol)
      throws Exception {
    SSLContext itsTls = pki.outerTls("user1", "0");
    try (RelayProcess relay = RelayProcess.start(pki, "relay.tls-provider=" + provider)) {
      comeAndGo(relay, "0", itsTls, protocol);
      pki.revoke("user1", "0");
      relay.awaitMeter("frelay_credentials_reload_total{result=\"success\"}", 1);

      OldTlsSession.assertOfNoUse(relay, itsTls, protocol);
      relay.awaitMeter("frelay_handshakes_total{outcome=\"" + REVOKED + "\"}", 1);
      comeAndGo(relay, "1", pki.outerTls("user1", "1"), protocol);
    }
  }

  /** A handshake is checked against the list in force at its end, not at its begin. */
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void itIsTurnedAwayAlsoIfItsHandshakeHadBegun(String provider) throws Exception {
    try (RelayProcess relay = RelayProcess.start(pki, "relay.tls-provider=" + provider);
        HandDrivenParty party =
            HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "0"), "TLSv1.3")) {
      party.send(party.clientHello());
      relay.awaitMeter("frelay_connections_open", 1);
      pki.revoke("user1", "0");
      relay.awaitMeter("frelay_credentials_reload_total{result=\"success\"}", 1);
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
      relay.awaitMeter("frelay_handshakes_total{outcome=\"" + REVOKED + "\"}", 1);
    }
  }

  @Test
  void itComesBackWithANewCertificate() throws Exception {
    pki.revoke("user1", "0");
    try (RelayProcess relay = RelayProcess.start(pki)) {
      assertThatThrownBy(() -> Parties.await(Parties.connect(relay, pki, "0", "1", "again")))
          .hasMessageContaining("revoked");
      pki.party("user1", "0", CertificateOptions.DEFAULTS.replacing());
      try (Pair pair = Pair.of(relay, pki, "again")) {
        pair.talk();
      }
    }
  }

  private Pair between2And3(RelayProcess relay) throws Exception {
    Future<PeerConnection> first = Parties.connect(relay, pki, "2", "3", "others");
    Future<PeerConnection> second = Parties.connect(relay, pki, "3", "2", "others");
    return new Pair(Parties.await(first), Parties.await(second));
  }

  /** It meets party 2, and so has read the tickets that come behind its handshake. */
  private void comeAndGo(RelayProcess relay, String name, SSLContext tls, String protocol)
      throws Exception {
    SSLContext peers = pki.outerTls("user1", "2");
    try (HandDrivenParty peer = HandDrivenParty.request(relay.port(), peers, name, protocol);
        HandDrivenParty party =
            HandDrivenParty.request(relay.port(), tls, "2", protocol, protocol)) {
      assertThat(party.awaitReady()).contains("Mode");
      assertThat(peer.awaitReady()).contains("Mode");
    }
    relay.awaitMeter("frelay_connections_open", 0);
  }
}
