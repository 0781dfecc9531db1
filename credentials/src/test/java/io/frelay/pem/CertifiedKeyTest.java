package io.frelay.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CertifiedKeyTest {
  private static final List<Named<KeyPair>> PAIRS =
      List.of(
          Named.of("P-256", TestKeys.ec("secp256r1")),
          Named.of("another P-256", TestKeys.ec("secp256r1")),
          Named.of("P-384", TestKeys.ec("secp384r1")),
          Named.of("RSA", TestKeys.rsa()),
          Named.of("another RSA", TestKeys.rsa()),
          Named.of("Ed25519", TestKeys.named("Ed25519")),
          Named.of("another Ed25519", TestKeys.named("Ed25519")),
          Named.of("Ed448", TestKeys.named("Ed448")));

  static Stream<Named<KeyPair>> pairs() {
    return PAIRS.stream();
  }

  static Stream<Arguments> mismatches() {
    List<Arguments> all = new ArrayList<>();
    for (Named<KeyPair> one : PAIRS) {
      PAIRS.stream()
          .filter(other -> other != one)
          .forEach(other -> all.add(Arguments.of(one, other)));
    }
    return all.stream();
  }

  private static CertifiedKey read(KeyPair certified, KeyPair key) throws PemException {
    String certificate = TestCertificate.pem(TestCertificate.of(certified.getPublic(), "1"));
    return CertifiedKey.of(certificate, "CERT", TestKeys.pkcs8(key.getPrivate()), "KEY");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aKeyAndItsCertificate(KeyPair pair) throws Exception {
    CertifiedKey read = read(pair, pair);
    assertThat(read.key()).isEqualTo(pair.getPrivate());
    assertThat(read.leaf().getPublicKey()).isEqualTo(pair.getPublic());
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void aKeyAndAnothersCertificate(KeyPair certified, KeyPair key) {
    assertThatThrownBy(() -> read(certified, key))
        .isInstanceOf(PemException.class)
        .hasMessage("KEY is not the key of CERT");
  }

  @Test
  void theChainKeepsItsOrderAndTheLeafIsFirst() throws Exception {
    KeyPair pair = PAIRS.get(0).getPayload();
    X509Certificate leaf = TestCertificate.of(pair.getPublic(), "1");
    X509Certificate issuer = TestCertificate.of(TestKeys.ec("secp256r1").getPublic(), "CA");
    String key = TestKeys.pkcs8(pair.getPrivate());

    String chain = TestCertificate.pem(leaf) + TestCertificate.pem(issuer);
    CertifiedKey read = CertifiedKey.of(chain, "CERT", key, "KEY");
    assertThat(read.chain()).containsExactly(leaf, issuer);
    assertThat(read.leaf()).isEqualTo(leaf);

    String reversed = TestCertificate.pem(issuer) + TestCertificate.pem(leaf);
    assertThatThrownBy(() -> CertifiedKey.of(reversed, "CERT", key, "KEY"))
        .hasMessage("KEY is not the key of CERT");
  }

  @Test
  void theKeyManagerPresentsTheChainToWhoAsksForItsKind() throws Exception {
    KeyPair pair = PAIRS.get(0).getPayload();
    CertifiedKey read = read(pair, pair);
    X509ExtendedKeyManager manager = read.keyManager();
    String alias = manager.chooseEngineClientAlias(new String[] {"RSA", "EC"}, null, null);
    assertThat(manager.getCertificateChain(alias)).containsExactly(read.leaf());
    assertThat(manager.getPrivateKey(alias)).isEqualTo(read.key());
    assertThat(manager.chooseEngineServerAlias("EC_EC", null, null)).isEqualTo(alias);
    assertThat(manager.chooseEngineServerAlias("RSA", null, null)).isNull();
    assertThat(manager.getClientAliases("RSA", null)).isNull();
  }

  @Test
  void itNeverPrintsTheKey() throws Exception {
    KeyPair pair = PAIRS.get(0).getPayload();
    BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
    assertThat(read(pair, pair).toString())
        .isEqualTo("CertifiedKey[CN=1]")
        .doesNotContain(secret.toString(), secret.toString(16));
  }
}
