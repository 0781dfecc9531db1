package io.frelay.adm.ca;

import java.io.IOException;
import java.math.BigInteger;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate in the making: all that every one of ours has, then extension by extension. */
final class UnsignedCertificate {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Unpredictable, positive, and within the 20 octets of RFC 5280, 4.1.2.2. */
  private static final int SERIAL_BITS = 159;

  private final X509v3CertificateBuilder builder;

  UnsignedCertificate(X500Name issuer, X500Name subject, Validity validity, PublicKey key) {
    builder =
        new X509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
            time(validity.from()),
            time(validity.until()),
            subject,
            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    with(Extension.subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(key)));
  }

  /** In the root locale: others may count years, or write digits, in their own way. */
  private static Time time(Instant instant) {
    return new Time(Date.from(instant), Locale.ROOT);
  }

  /** The key identifier of RFC 5280, 4.2.1.2, method 1: 20 bytes. */
  static byte[] keyId(PublicKey key) {
    try {
      return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key).getKeyIdentifier();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Points to the issuer's key by the identifier that the issuer's own certificate states. */
  UnsignedCertificate issuedBy(X509Certificate issuer) {
    return with(Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(statedKeyId(issuer)));
  }

  /** The key identifier that a certificate states of its own key. */
  static byte[] statedKeyId(X509Certificate certificate) {
    byte[] stated = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return stated == null
        ? keyId(certificate.getPublicKey())
        : SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(stated).getOctets())
            .getKeyIdentifier();
  }

  UnsignedCertificate critical(ASN1ObjectIdentifier extension, ASN1Encodable value) {
    return add(extension, true, value);
  }

  UnsignedCertificate with(ASN1ObjectIdentifier extension, ASN1Encodable value) {
    return add(extension, false, value);
  }

  private UnsignedCertificate add(
      ASN1ObjectIdentifier extension, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(extension, critical, value);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException("our own extensions can be encoded", e);
    }
  }

  X509Certificate sign(PrivateKey issuerKey) {
    try {
      String algorithm = KeyType.signatureAlgorithm(issuerKey);
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(issuerKey)));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("this JDK made the key, or read it, and can sign with it", e);
    }
  }
}
