package io.frelay.adm.ca;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A revocation list of a CA in the making (RFC 5280, 5). */
public final class UnsignedList {
  private final CertificateAuthority ca;
  private final X509v2CRLBuilder builder;
  private BigInteger number = BigInteger.ONE;

  /**
   * With nobody on it.
   *
   * @param nextUpdate when the next one is to be there
   */
  public UnsignedList(CertificateAuthority ca, Instant now, Instant nextUpdate) {
    this.ca = ca;
    X500Name issuer = X500Name.getInstance(ca.root().leaf().getSubjectX500Principal().getEncoded());
    builder = new X509v2CRLBuilder(issuer, time(now)).setNextUpdate(time(nextUpdate));
  }

  private static Time time(Instant instant) {
    return new Time(Date.from(instant), Locale.ROOT);
  }

  /** All that the former list has, and the number after its. */
  public UnsignedList following(X509CRL former, BigInteger formerNumber) {
    try {
      builder.addCRL(new X509CRLHolder(former.getEncoded()));
    } catch (IOException | CRLException e) {
      throw new IllegalStateException("a list that was decoded can be decoded again", e);
    }
    number = formerNumber.add(BigInteger.ONE);
    return this;
  }

  public UnsignedList add(BigInteger serial, Instant since, RevocationReason reason) {
    builder.addCRLEntry(serial, Date.from(since), reason.code());
    return this;
  }

  public X509CRL sign() {
    try {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(UnsignedCertificate.statedKeyId(ca.root().leaf())));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
      String algorithm = KeyType.signatureAlgorithm(ca.root().key());
      return new JcaX509CRLConverter()
          .getCRL(builder.build(new JcaContentSignerBuilder(algorithm).build(ca.root().key())));
    } catch (IOException | OperatorCreationException | CRLException e) {
      throw new IllegalStateException("this JDK made the key, or read it, and can sign with it", e);
    }
  }
}
