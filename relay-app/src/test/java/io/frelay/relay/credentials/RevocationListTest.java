package io.frelay.relay.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.pem.Pem;
import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import io.frelay.relay.connection.CertificateMark;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationListTest {
  private static final String NAME = "crl.pem";
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir private Path temporary;
  private Ca ca;

  /** A relay CA in a folder of its own. */
  private record Ca(Path root) {
    static Ca in(Path root) throws Exception {
      new CertificateFolder(root).createRelay(List.of(), CertificateOptions.DEFAULTS);
      return new Ca(root);
    }

    X509Certificate certificate() throws Exception {
      Path file = root.resolve("frelay-ca.pem");
      return Pem.certificates(Files.readString(file), "ca").get(0);
    }

    byte[] listOf(int... serials) throws Exception {
      RevokedParties revoked = RevokedParties.atRelay(root);
      revoked.renew(WEEK);
      for (int serial : serials) {
        revoked.revoke(BigInteger.valueOf(serial), RevocationReason.UNSPECIFIED, WEEK);
      }
      return Files.readAllBytes(root.resolve("frelay-crl.pem"));
    }

    long idOf(int serial) throws Exception {
      return CertificateMark.id(
          certificate().getSubjectX500Principal(), BigInteger.valueOf(serial));
    }
  }

  @BeforeEach
  void makeCa() throws Exception {
    ca = Ca.in(temporary.resolve("one"));
  }

  @Test
  void hasWhatIsRevokedAndNothingElse() throws Exception {
    RevocationList list = parse(ca.listOf(5, 7));
    assertThat(list.size()).isEqualTo(2);
    assertThat(list.contains(ca.idOf(5))).isTrue();
    assertThat(list.contains(ca.idOf(7))).isTrue();
    assertThat(list.contains(ca.idOf(6))).isFalse();
  }

  @Test
  void anEmptyListIsOne() throws Exception {
    RevocationList list = parse(ca.listOf());
    assertThat(list.size()).isZero();
    assertThat(list.nextUpdate().orElseThrow()).isAfter(Instant.now());
  }

  @Test
  void inDer() throws Exception {
    byte[] der =
        PemBlock.parse(new String(ca.listOf(5), StandardCharsets.UTF_8), NAME).get(0).der();
    assertThat(parse(der).contains(ca.idOf(5))).isTrue();
  }

  /** Two CAs may give the same serial number to different certificates. */
  @Test
  void theListsOfTwoCasDoNotMixTheirSerialNumbers() throws Exception {
    Ca other = Ca.in(temporary.resolve("two"));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(ca.listOf(5));
    both.write(other.listOf(6));
    RevocationList list =
        RevocationList.parse(
            both.toByteArray(), NAME, List.of(ca.certificate(), other.certificate()));
    assertThat(list.contains(ca.idOf(5))).isTrue();
    assertThat(list.contains(other.idOf(6))).isTrue();
    assertThat(list.contains(ca.idOf(6))).isFalse();
    assertThat(list.contains(other.idOf(5))).isFalse();
  }

  @Test
  void ofAnotherCaIsRefused() throws Exception {
    byte[] other = Ca.in(temporary.resolve("two")).listOf(5);
    assertThatThrownBy(() -> parse(other))
        .isInstanceOf(PemException.class)
        .hasMessageStartingWith("crl.pem is not signed by the relay CA, but by CN=Frelay relay CA");
  }

  @Test
  void inTheNameOfTheCaWithoutItsKeyIsRefused() throws Exception {
    Ca forger = Ca.in(temporary.resolve("two"));
    byte[] forged = sign(builder(), forger);
    assertThatThrownBy(() -> parse(forged))
        .hasMessageStartingWith("crl.pem is not signed by the relay CA");
  }

  @Test
  void theChangesOfAListAloneAreRefused() throws Exception {
    byte[] delta =
        sign(builder().addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(1)), ca);
    assertThatThrownBy(() -> parse(delta)).hasMessageContaining("give the whole list");
  }

  /** A list for some certificates does not say that the others are not revoked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneWithAScopeIsRefused(boolean critical) throws Exception {
    DistributionPointName somewhere =
        new DistributionPointName(
            new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca/part1.crl")));
    for (IssuingDistributionPoint scope :
        List.of(
            new IssuingDistributionPoint(somewhere, false, false),
            new IssuingDistributionPoint(null, true, false),
            new IssuingDistributionPoint(null, false, true))) {
      byte[] list =
          sign(builder().addExtension(Extension.issuingDistributionPoint, critical, scope), ca);
      assertThatThrownBy(() -> parse(list))
          .isInstanceOf(PemException.class)
          .hasMessage(
              "crl.pem is about some of the CA's certificates only (extension"
                  + " issuingDistributionPoint); give a list of all that the CA has revoked");
    }
  }

  @Test
  void oneThatDoesNotSayWhenTheNextIsDueIsNeverOverdue() throws Exception {
    assertThat(parse(sign(builder(), ca)).nextUpdate()).isEmpty();
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    byte[] whole = ca.listOf(5);
    int end = new String(whole, StandardCharsets.UTF_8).strip().length();
    for (int length = 0; length < end; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> parse(part)).as("%d bytes", length).isInstanceOf(PemException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "0garbage",
        "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----"
      })
  void whatIsNoListIsRefused(String text) {
    assertThatThrownBy(() -> parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(PemException.class)
        .hasMessageContaining(NAME);
  }

  @Test
  void aCertificateIsNoList() throws Exception {
    byte[] certificate = Files.readAllBytes(ca.root().resolve("frelay-ca.pem"));
    assertThatThrownBy(() -> parse(certificate)).hasMessage("crl.pem holds no revocation list");
  }

  private RevocationList parse(byte[] content) throws Exception {
    return RevocationList.parse(content, NAME, List.of(ca.certificate()));
  }

  private X509v2CRLBuilder builder() throws Exception {
    X500Name issuer = X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
    return new X509v2CRLBuilder(issuer, Date.from(Instant.now()));
  }

  private static byte[] sign(X509v2CRLBuilder list, Ca signer) throws Exception {
    var key = Pem.privateKey(Files.readString(signer.root().resolve("frelay-key.pem")), "key");
    return list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded();
  }

  @Test
  void theMarkOfACertificateTellsWhenItIsOver() throws Exception {
    CertificateMark mark = CertificateMark.of(ca.certificate());
    Instant end = ca.certificate().getNotAfter().toInstant();
    assertThat(Stream.of(end.minusSeconds(1), end)).noneMatch(mark::isExpired);
    assertThat(mark.isExpired(end.plusMillis(1))).isTrue();
  }
}
