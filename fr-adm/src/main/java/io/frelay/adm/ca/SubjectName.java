package io.frelay.adm.ca;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * The two attributes of a subject that mean something here.
 *
 * @param commonName CN: the party, the relay, or the CA; empty if there is none
 * @param user O: the user; empty if there is none
 */
public record SubjectName(String commonName, String user) {
  public static SubjectName of(X509Certificate certificate) {
    X500Name name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return new SubjectName(last(name, BCStyle.CN), last(name, BCStyle.O));
  }

  private static String last(X500Name name, ASN1ObjectIdentifier attribute) {
    RDN[] values = name.getRDNs(attribute);
    return values.length == 0
        ? ""
        : IETFUtils.valueToString(values[values.length - 1].getFirst().getValue());
  }

  /** The most specific attribute last (X.501), so that RFC 2253 shows it first. */
  X500Name toX500Name() {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    if (!user.isEmpty()) {
      name.addRDN(BCStyle.O, user);
    }
    return name.addRDN(BCStyle.CN, commonName).build();
  }
}
