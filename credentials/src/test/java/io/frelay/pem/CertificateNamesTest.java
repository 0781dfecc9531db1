package io.frelay.pem;

import static io.frelay.pem.TestCertificate.binaryCn;
import static io.frelay.pem.TestCertificate.cn;
import static io.frelay.pem.TestCertificate.o;
import static io.frelay.pem.TestCertificate.ou;
import static io.frelay.pem.TestCertificate.rdn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
  private static final PublicKey KEY = TestKeys.ec("secp256r1").getPublic();

  private static CertificateNames names(byte[]... rdns) throws PemException {
    return CertificateNames.of(TestCertificate.of(KEY, rdns));
  }

  @Test
  void oneOfEach() throws Exception {
    CertificateNames names =
        CertificateNames.of(
            TestCertificate.of(KEY, List.of("1", "one"), rdn(o("u")), rdn(cn("1"))));
    assertThat(names)
        .isEqualTo(new CertificateNames(List.of("1"), List.of("u"), List.of("1", "one")));
    assertThat(names.commonName()).contains("1");
  }

  @Test
  void anEmptySubjectHasNoNames() throws Exception {
    assertThat(names()).isEqualTo(new CertificateNames(List.of(), List.of(), List.of()));
    assertThat(names().commonName()).isEmpty();
    assertThat(names().names("")).isFalse();
  }

  @Test
  void ofSeveralCommonNamesNoneIsTheCommonName() throws Exception {
    CertificateNames names = names(rdn(cn("1")), rdn(cn("2")));
    assertThat(names.commonNames()).containsExactlyInAnyOrder("1", "2");
    assertThat(names.commonName()).isEmpty();
    assertThat(names.names("1")).isFalse();
    assertThat(names.names("2")).isFalse();
  }

  @Test
  void attributesThatShareAnRdnAreAllSeen() throws Exception {
    CertificateNames names = names(rdn(cn("1"), o("u"), ou("x")));
    assertThat(names.commonNames()).containsExactly("1");
    assertThat(names.organizations()).containsExactly("u");
    CertificateNames both = names(rdn(cn("1"), cn("2")));
    assertThat(both.commonNames()).containsExactlyInAnyOrder("1", "2");
    assertThat(both.commonName()).isEmpty();
  }

  /** In the text form of a subject these would read as more attributes, or as others. */
  @Test
  void whatLooksLikeSyntaxIsPartOfTheName() throws Exception {
    for (String odd : List.of("1,O=root", "1+CN=2", "a\\,b", "\"q\"", "#04", " 1 ", "é", "a=b;c")) {
      CertificateNames names = names(rdn(cn(odd)));
      assertThat(names.commonNames()).containsExactly(odd);
      assertThat(names.organizations()).isEmpty();
    }
  }

  @Test
  void alternativeNamesOutrankTheCommonName() throws Exception {
    CertificateNames names =
        CertificateNames.of(TestCertificate.of(KEY, List.of("2"), rdn(cn("1"))));
    assertThat(names.names("2")).isTrue();
    assertThat(names.names("1")).isFalse();
  }

  @Test
  void withoutAlternativeNamesTheOneCommonNameCounts() throws Exception {
    assertThat(names(rdn(cn("1"))).names("1")).isTrue();
    assertThat(names(rdn(cn("a"))).names("A")).isFalse();
  }

  @Test
  void aCommonNameThatIsNoTextIsRefused() {
    assertThatThrownBy(() -> names(rdn(binaryCn())))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("is not text");
  }

  /** U+3031 is made of the bytes of "01". */
  @Test
  void anEncodingOfTwoBytesIsNotReadAsOne() throws PemException {
    byte[] cn = TestCertificate.bmpCn("\u3031");
    CertificateNames names =
        CertificateNames.of(
            TestCertificate.of(TestKeys.ec("secp256r1").getPublic(), TestCertificate.rdn(cn)));
    assertThat(names.commonNames()).containsExactly("\u3031");
  }
}
