package io.frelay.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One path by names, whatever a stranger sends; certificates are written {@code name<issuer}. */
class CertificatePathTest {
  private static final PublicKey KEY = TestKeys.ec("secp256r1").getPublic();
  private static final X509Certificate ROOT = named("root<root");

  @ParameterizedTest
  @CsvSource({
    "leaf<root, leaf",
    "leaf<root root<root, leaf",
    "leaf<a a<root, leaf a",
    "leaf<a x<y b<root a<b, leaf a b",
    "leaf<a a<old a<root, leaf a",
    "leaf<root leaf<leaf, leaf",
    "root<root, root",
  })
  void leadsFromTheFirstToAnAuthority(String sent, String used) throws Exception {
    assertThat(path(sent)).extracting(CertificatePathTest::name).containsExactly(used.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "leaf<a",
    "leaf<a a<b",
    "leaf<leaf",
    "leaf<a a<leaf",
    "leaf<a a<b b<a",
    "leaf<a a<b b<c c<d d<e e<root",
  })
  void isNotFoundWhereThereIsNone(String sent) {
    assertThatThrownBy(() -> path(sent))
        .isInstanceOf(CertificateException.class)
        .hasCauseInstanceOf(CertPathBuilderException.class);
  }

  @Test
  void ofMoreThanTenCertificatesNoneIsLookedAt() {
    List<String> sent = new ArrayList<>(List.of("leaf<root"));
    for (int i = 0; i < 10; i++) {
      sent.add("a<root");
    }
    assertThatThrownBy(() -> path(String.join(" ", sent))).hasMessageContaining("more than 10");
  }

  /** The parameters of a DSA key are the sender's choice, and so is how long a check takes. */
  @Test
  void aKeyThatMayBeSlowToCheckIsNotUsed() throws GeneralSecurityException {
    PublicKey dsa = KeyPairGenerator.getInstance("DSA").generateKeyPair().getPublic();
    X509Certificate[] sent = {named("leaf<a"), TestCertificate.issued(dsa, "a", "root")};
    assertThatThrownBy(() -> CertificatePath.of(sent, List.of(ROOT)))
        .hasMessageContaining("neither EC, RSA nor EdDSA");
  }

  @Test
  void signaturesAreStillChecked() throws GeneralSecurityException {
    X509Certificate[] sent = {named("leaf<root")}; // which root's key has not signed
    assertThatThrownBy(() -> Trust.in(List.of(ROOT)).manager().checkClientTrusted(sent, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  private static X509Certificate[] path(String sent) throws CertificateException {
    return CertificatePath.of(
        Arrays.stream(sent.split(" "))
            .map(CertificatePathTest::named)
            .toArray(X509Certificate[]::new),
        List.of(ROOT));
  }

  private static X509Certificate named(String text) {
    List<String> names = List.of(text.split("<", -1));
    return TestCertificate.issued(KEY, names.get(0), names.get(1));
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().replace("CN=", "");
  }
}
