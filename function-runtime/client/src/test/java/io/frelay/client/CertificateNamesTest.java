package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.TestCa.Wanted;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
  private static X509Certificate certificate(String subject, String... dnsNames) throws Exception {
    Wanted some = Wanted.party("x", "y");
    Wanted wanted =
        new Wanted(subject, List.of(dnsNames), some.until(), some.purposes(), some.key());
    return new TestCa("names").issue(wanted).certificate();
  }

  @Test
  void theCommonNameCountsWhereThereIsNoDnsName() throws Exception {
    X509Certificate certificate = certificate("O=user\\, inc,CN=party 1");
    assertThat(CertificateNames.of(certificate)).containsExactly("party 1");
    assertThat(CertificateNames.organization(certificate)).contains("user, inc");
  }

  @Test
  void dnsNamesReplaceTheCommonName() throws Exception {
    X509Certificate certificate = certificate("CN=cn", "a", "b");
    assertThat(CertificateNames.of(certificate)).containsExactly("a", "b");
    assertThat(CertificateNames.commonName(certificate)).contains("cn");
    assertThat(CertificateNames.organization(certificate)).isEmpty();
  }

  @Test
  void aCertificateMayNameNobody() throws Exception {
    assertThat(CertificateNames.of(certificate("O=user"))).isEmpty();
  }
}
