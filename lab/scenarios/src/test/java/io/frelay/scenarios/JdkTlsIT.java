package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.io.ByteArrayOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same relay with the JDK's TLS: every key type, everywhere. */
class JdkTlsIT {
  private static Pki pki;
  @AutoClose private static RelayProcess relay;

  @BeforeAll
  static void start() {
    pki = Pki.standard();
    relay = RelayProcess.start(pki, "relay.tls-provider=jdk");
  }

  @Test
  void itSaysSo() {
    relay.awaitLine("relay listens on", "JDK TLS");
  }

  @Test
  void aWholeSessionOfOurClients() throws Exception {
    Exchange.between0And1(relay, pki, "jdk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void version1AndTheSwitchAreTheSame(String protocol) throws Exception {
    try (HandDrivenParty waiter = waiter(pki.outerTls("user1", "0"), "1", protocol);
        HandDrivenParty second =
            HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "1"), protocol)) {
      second.handshake();
      ByteArrayOutputStream glued = new ByteArrayOutputStream();
      glued.writeBytes(second.seal("{\"DestParty\":\"0\",\"Tag\":\"" + protocol + "\"}"));
      glued.writeBytes(new byte[] {22, 1, 2, 3});
      second.send(glued.toByteArray());
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
      assertThat(waiter.readRaw(4)).containsExactly(22, 1, 2, 3);
      waiter.send(waiter.sealCloseNotify());
      waiter.send(new byte[] {22, 9});
      assertThat(second.readRaw(2)).containsExactly(22, 9);
    }
  }

  @Test
  void ed25519PartiesMeet() throws Exception {
    CertificateOptions ed25519 = CertificateOptions.DEFAULTS.keyType(KeyType.ED25519);
    pki.party("user1", "ed-a", ed25519);
    pki.party("user1", "ed-b", ed25519);
    try (HandDrivenParty waiter = waiter(pki.outerTls("user1", "ed-a"), "ed-b", "TLSv1.3");
        HandDrivenParty second = request(pki.outerTls("user1", "ed-b"), "ed-a", "TLSv1.3")) {
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aP521PartyMeetsAP256Party(String protocol) throws Exception {
    SSLContext large = Identity.issue(pki, "O=user1,CN=large", "secp521r1").tls(pki.relayCa());
    try (HandDrivenParty waiter = waiter(large, "0", protocol);
        HandDrivenParty second = request(pki.outerTls("user1", "0"), "large", protocol)) {
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
    }
  }

  @Test
  void aPartyWithoutACertificateIsNamedTheSame() throws Exception {
    HandDrivenParty.assertRefused(relay, Pki.tls(pki.relayCa(), null), "no_certificate");
  }

  @Test
  void aPartyOfAnotherCaIsNamedTheSame() throws Exception {
    SSLContext wrong = Identity.of(pki.endToEnd("user1", "0")).tls(pki.relayCa());
    HandDrivenParty.assertRefused(relay, wrong, "untrusted_certificate");
  }

  private static HandDrivenParty waiter(SSLContext tls, String dest, String protocol)
      throws Exception {
    HandDrivenParty waiter = request(tls, dest, protocol);
    relay.awaitMeter("frelay_waiters", 1);
    return waiter;
  }

  private static HandDrivenParty request(SSLContext tls, String dest, String protocol)
      throws Exception {
    return HandDrivenParty.request(relay.port(), tls, dest, protocol, protocol);
  }
}
