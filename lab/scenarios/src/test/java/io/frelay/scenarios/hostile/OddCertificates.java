package io.frelay.scenarios.hostile;

import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates such as nobody honest has. */
final class OddCertificates {
  private static final String CURVE = "secp256r1";
  private static final int LEVELS = 5;

  private OddCertificates() {}

  /** Signed by the relay CA for user1, with CNs in encodings of choice. */
  static Identity named(Pki pki, ASN1Encodable... commonNames) {
    List<RDN> rdns = new ArrayList<>();
    rdns.add(new RDN(BCStyle.O, new DERUTF8String("user1")));
    for (ASN1Encodable each : commonNames) {
      rdns.add(new RDN(new AttributeTypeAndValue(BCStyle.CN, each)));
    }
    return Identity.issue(pki, new X500Name(rdns.toArray(RDN[]::new)), CURVE);
  }

  /** A party of user1 with so many DNS names. */
  static Identity withNames(Pki pki, String party, int count) {
    GeneralName[] names =
        IntStream.range(0, count)
            .mapToObj(i -> new GeneralName(GeneralName.dNSName, "name" + i))
            .toArray(GeneralName[]::new);
    try {
      return Identity.issue(
          pki,
          new X500Name("O=user1,CN=" + party),
          CURVE,
          new Extension(
              Extension.subjectAlternativeName, false, new GeneralNames(names).getEncoded()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A party of user1 whose certificate carries so many bytes that mean nothing. */
  static Identity padded(Pki pki, int bytes) {
    return Identity.issue(
        pki,
        new X500Name("O=user1,CN=padded"),
        CURVE,
        new Extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), false, new byte[bytes]));
  }

  /**
   * A stranger's own certificate and five levels of issuers, so many on each: all of a level have
   * signed all of the one below, so that the paths through them are so many to the power of five.
   */
  static Identity maze(int wide) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      KeyPair key = generator.generateKeyPair();
      List<X509Certificate> chain = new ArrayList<>(List.of(signed("leaf", "level1", key, 1)));
      for (int level = 1; level <= LEVELS; level++) {
        for (int i = 0; i < wide; i++) {
          chain.add(signed("level" + level, "level" + (level + 1), key, level * 1000 + i));
        }
      }
      return new Identity(key.getPrivate(), chain.toArray(X509Certificate[]::new));
    } catch (GeneralSecurityException | OperatorException | CertIOException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate signed(String subject, String issuer, KeyPair key, int serial)
      throws GeneralSecurityException, OperatorException, CertIOException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            BigInteger.valueOf(serial),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            new X500Name("CN=" + subject),
            key.getPublic());
    certificate.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(!subject.equals("leaf")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }
}
