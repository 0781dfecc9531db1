package io.frelay.adm.ca;

import io.frelay.adm.AdmException;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.ValidityStatus;
import io.frelay.protocol.Names;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A root that signs leaves directly (RFC 5280, path length 0). It knows no files and keeps no
 * state, so that any thread may use it.
 */
public final class CertificateAuthority {
  private static final int KEY_CERT_SIGN = 5; // X509Certificate.getKeyUsage() numbers it so

  private final CertifiedKey root;

  private CertificateAuthority(CertifiedKey root) {
    this.root = root;
  }

  /**
   * A fresh root. Its common name ends in its key's identifier, so that no two roots share a
   * subject: whoever holds the wrong one is told "unknown issuer" and not "bad signature".
   *
   * @param kind {@link CertificateKind#RELAY_CA} or {@link CertificateKind#USER_CA}
   * @param user whose CA it is; empty for the relay's
   */
  public static CertificateAuthority create(
      CertificateKind kind, String user, KeyType keyType, Validity validity) {
    KeyPair keys = keyType.generateCaKey();
    String keyId = HexFormat.of().formatHex(UnsignedCertificate.keyId(keys.getPublic()), 0, 4);
    X500Name subject = new SubjectName(kind.caName() + " " + keyId, user).toX500Name();
    X509Certificate certificate =
        new UnsignedCertificate(subject, subject, validity, keys.getPublic())
            .critical(Extension.basicConstraints, new BasicConstraints(0))
            .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
            .sign(keys.getPrivate());
    return new CertificateAuthority(new CertifiedKey(keys.getPrivate(), List.of(certificate)));
  }

  /**
   * The root that a certificate and its key make.
   *
   * @param name the file, for messages
   * @throws AdmException if the certificate may not sign others, or is not valid at {@code now}
   */
  public static CertificateAuthority of(CertifiedKey root, String name, Instant now)
      throws AdmException {
    X509Certificate certificate = root.leaf();
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      throw new AdmException(
          name + " is not the certificate of a CA; restore the CA's certificate");
    }
    return switch (ValidityStatus.of(certificate, now)) {
      case VALID -> new CertificateAuthority(root);
      case NOT_YET ->
          throw new AdmException(
              "%s is valid only from %s; check this machine's clock"
                  .formatted(name, certificate.getNotBefore().toInstant()));
      case EXPIRED ->
          throw new AdmException(
              "%s expired at %s and cannot sign; make a new CA with --force, then make again everything that it signed"
                  .formatted(name, certificate.getNotAfter().toInstant()));
    };
  }

  /** The root's own certificate, self-signed, with its key. */
  public CertifiedKey root() {
    return root;
  }

  /** The last instant at which anything it signed can be valid. */
  public Instant validUntil() {
    return root.leaf().getNotAfter().toInstant();
  }

  /** The relay's certificate: CN {@value Names#RELAY}, and {@code names} as DNS and IP SANs. */
  public CertifiedKey issueRelay(List<GeneralName> names, KeyType keyType, Validity validity)
      throws AdmException {
    return issue(CertificateKind.RELAY, new SubjectName(Names.RELAY, ""), names, keyType, validity);
  }

  /**
   * One of a party's two certificates: CN and DNS SAN are the party, O is the user.
   *
   * @param kind {@link CertificateKind#PARTY_AT_RELAY} or {@link CertificateKind#PARTY_END_TO_END}
   * @throws AdmException if nothing is left of {@code validity} within the root's
   */
  public CertifiedKey issueParty(
      CertificateKind kind, String user, String party, KeyType keyType, Validity validity)
      throws AdmException {
    List<GeneralName> names = List.of(new GeneralName(GeneralName.dNSName, party));
    return issue(kind, new SubjectName(party, user), names, keyType, validity);
  }

  private CertifiedKey issue(
      CertificateKind kind,
      SubjectName subject,
      List<GeneralName> names,
      KeyType type,
      Validity wanted)
      throws AdmException {
    Validity validity = wanted.endingBy(validUntil());
    if (!validity.from().isBefore(validity.until())) {
      throw new AdmException(
          "the certificate of %s would end (%s) before it begins (%s); choose another validity"
              .formatted(subject.commonName(), validity.until(), validity.from()));
    }
    KeyPair keys = type.generateLeafKey();
    X500Name issuer = X500Name.getInstance(root.leaf().getSubjectX500Principal().getEncoded());
    X509Certificate certificate =
        new UnsignedCertificate(issuer, subject.toX500Name(), validity, keys.getPublic())
            .issuedBy(root.leaf())
            .critical(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))
            .with(Extension.extendedKeyUsage, kind.extendedKeyUsage())
            .with(
                Extension.subjectAlternativeName,
                new GeneralNames(names.toArray(GeneralName[]::new)))
            .sign(root.key());
    return new CertifiedKey(keys.getPrivate(), List.of(certificate));
  }
}
