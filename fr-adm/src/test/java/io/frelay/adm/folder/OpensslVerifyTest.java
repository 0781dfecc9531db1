package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verifies every chain with OpenSSL, the strictest common reader. */
class OpensslVerifyTest {
  @TempDir private Path temporary;

  @BeforeEach
  void findOpenssl() throws Exception {
    ExternalPrograms.assumeInstalled("openssl", "version");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void everyChainIsStrictlyValidForItsPurposeOnly(KeyType keyType) throws Exception {
    CertificateFolder folder = new CertificateFolder(temporary.resolve("certs"));
    CertificateOptions options = DEFAULTS.keyType(keyType);
    folder.createRelay(List.of("relay.example.org", "127.0.0.1", "::1"), options);
    folder.createUser("user1", options);
    folder.createParty("user1", "0", options);
    Layout layout = folder.layout();
    Path relayCa = layout.relayCa().certificate();
    Path userCa = layout.userCa("user1").certificate();
    Path endToEnd = layout.endToEnd("user1", "0").certificate();
    Path atRelay = layout.atRelay("user1", "0").certificate();
    Path relay = layout.relay().certificate();

    assertThat(verify(relayCa, relay, "sslserver", "frelay")).isZero();
    assertThat(verify(relayCa, relay, "sslserver", "relay.example.org")).isZero();
    assertThat(verify(relayCa, relay, "sslclient", "frelay")).as("to other relays").isZero();
    assertThat(verify(relayCa, atRelay, "sslclient", "0")).isZero();
    assertThat(verify(userCa, endToEnd, "sslclient", "0")).isZero();
    assertThat(verify(userCa, endToEnd, "sslserver", "0")).isZero();

    assertThat(verify(relayCa, atRelay, "sslserver", "0")).as("a party as a server").isNotZero();
    assertThat(verify(relayCa, endToEnd, "sslclient", "0")).as("the wrong CA").isNotZero();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void opensslReadsEveryKey(KeyType keyType) throws Exception {
    CertificateFolder folder = new CertificateFolder(temporary.resolve("certs"));
    folder.createRelay(List.of(), DEFAULTS.keyType(keyType));
    String key = folder.layout().relay().key().toString();

    var result =
        ExternalPrograms.run(temporary, List.of("openssl", "pkey", "-in", key, "-noout", "-check"));

    assertThat(result.exit()).as(result.err()).isZero();
  }

  private int verify(Path ca, Path certificate, String purpose, String name) throws Exception {
    return ExternalPrograms.run(
            temporary,
            List.of(
                "openssl",
                "verify",
                "-x509_strict",
                "-purpose",
                purpose,
                "-verify_hostname",
                name,
                "-CAfile",
                ca.toString(),
                certificate.toString()))
        .exit();
  }
}
