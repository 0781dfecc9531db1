package io.frelay.pem;

import io.frelay.fuzz.Choices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The names that come out of a certificate are those that were put in, in whatever encoding. */
public final class CertificateNamesTarget {
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  /** The generator of P-256 as the key: any point will do. */
  private static final SubjectPublicKeyInfo KEY =
      new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
          SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1).getG().getEncoded(false));

  private CertificateNamesTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    if (choices.of(2) == 0) {
      read(choices.rest());
    } else {
      subject(choices);
    }
  }

  /** Any bytes: read, or refused as one or the other says. */
  private static void read(byte[] der) {
    try {
      CertificateNames.of(certificate(der)).identities();
    } catch (CertificateException | PemException e) {
      // what they say they throw
    }
  }

  private static void subject(Choices choices) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> organizations = new ArrayList<>();
    List<RDN> rdns = new ArrayList<>();
    while (!choices.isAtEnd() && rdns.size() < 8) {
      boolean isName = choices.of(2) == 0;
      int encoding = choices.of(5);
      String text = encoding == 2 ? choices.text(80) : ascii(choices.text(80));
      (isName ? names : organizations).add(text);
      rdns.add(
          new RDN(
              new AttributeTypeAndValue(isName ? BCStyle.CN : BCStyle.O, encoded(encoding, text))));
    }
    X509Certificate certificate;
    CertificateNames read;
    try {
      certificate = certificate(unsigned(rdns));
      read = CertificateNames.of(certificate);
    } catch (CertificateException | PemException e) {
      return; // an empty or unreadable name
    }
    // The order within a subject is of no meaning.
    requireSame("CN", names, read.commonNames());
    requireSame("O", organizations, read.organizations());
  }

  private static void requireSame(String what, List<String> in, List<String> out) {
    if (!in.stream().sorted().toList().equals(out.stream().sorted().toList())) {
      throw new AssertionError("%s %s was read as %s".formatted(what, show(in), show(out)));
    }
  }

  private static List<String> show(List<String> names) {
    return names.stream().map(each -> Arrays.toString(each.chars().toArray())).toList();
  }

  private static String ascii(String text) {
    return text.codePoints()
        .map(c -> c & 0x7f)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static ASN1Encodable encoded(int encoding, String text) {
    return switch (encoding) {
      case 0 -> new DERUTF8String(text);
      case 1 -> new DERPrintableString(text);
      case 2 -> new DERBMPString(text);
      case 3 -> new DERT61String(text);
      default -> new DERIA5String(text);
    };
  }

  private static byte[] unsigned(List<RDN> rdns) throws IOException {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(1));
    generator.setSignature(ECDSA);
    generator.setIssuer(new X500Name("CN=CA"));
    generator.setStartDate(new Time(new DERUTCTime("250101000000Z")));
    generator.setEndDate(new Time(new DERUTCTime("491231235959Z")));
    generator.setSubject(new X500Name(rdns.toArray(new RDN[0])));
    generator.setSubjectPublicKeyInfo(KEY);
    return new DERSequence(
            new ASN1Encodable[] {
              generator.generateTBSCertificate(), ECDSA, new DERBitString(new byte[8])
            })
        .getEncoded();
  }

  private static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
