package io.frelay.scenarios;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import org.junit.jupiter.api.Test;

/** A PKI of another key type: the relay finds the TLS for it by itself. */
class KeyTypesIT {
  @Test
  void rsaOverBoringSsl() throws Exception {
    assertSession(KeyType.RSA, "BoringSSL");
  }

  @Test
  void ed25519OverTheJdk() throws Exception {
    assertSession(KeyType.ED25519, "JDK TLS");
  }

  private static void assertSession(KeyType type, String provider) throws Exception {
    CertificateOptions options = CertificateOptions.DEFAULTS.keyType(type);
    Pki pki = Pki.withRelay(options);
    pki.user("user1");
    pki.party("user1", "0", options);
    pki.party("user1", "1", options);
    try (RelayProcess relay = RelayProcess.start(pki)) {
      relay.awaitLine("relay listens on", provider);
      Exchange.between0And1(relay, pki, type.toString());
    }
  }
}
