package io.frelay.pem;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Certificates with any subject and any key, in the few lines of DER they need: the JDK cannot make
 * one. A throw-away CA that nobody checks signs them.
 */
final class TestCertificate {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int UTF8 = 0x0c;
  private static final byte[] ECDSA_SHA256 =
      tlv(SEQUENCE, tlv(6, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)));
  private static final KeyPair CA = TestKeys.ec("secp256r1");

  private TestCertificate() {}

  /** One CN, no alternative name. */
  static X509Certificate of(PublicKey key, String commonName) {
    return of(key, rdn(cn(commonName)));
  }

  /** A subject of these RDNs, no alternative name. */
  static X509Certificate of(PublicKey key, byte[]... rdns) {
    return of(key, List.of(), rdns);
  }

  /** A subject of these RDNs, and these DNS names. */
  static X509Certificate of(PublicKey key, List<String> dnsNames, byte[]... rdns) {
    return of(key, "CA", dnsNames, rdns);
  }

  /** One CN, and an issuer of this CN, whose signature it is not. */
  static X509Certificate issued(PublicKey key, String commonName, String issuer) {
    return of(key, issuer, List.of(), rdn(cn(commonName)));
  }

  private static X509Certificate of(
      PublicKey key, String issuer, List<String> dnsNames, byte[]... rdns) {
    byte[] toSign =
        tlv(
            SEQUENCE,
            tlv(0xa0, tlv(2, bytes(2))),
            tlv(2, bytes(1)),
            ECDSA_SHA256,
            tlv(SEQUENCE, rdn(cn(issuer))),
            tlv(SEQUENCE, tlv(0x17, ascii("250101000000Z")), tlv(0x17, ascii("491231235959Z"))),
            tlv(SEQUENCE, rdns),
            key.getEncoded(),
            dnsNames.isEmpty() ? new byte[0] : extensions(dnsNames));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(CA.getPrivate());
      signature.update(toSign);
      byte[] bitString = tlv(3, bytes(0), signature.sign());
      byte[] der = tlv(SEQUENCE, toSign, ECDSA_SHA256, bitString);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      return TestKeys.pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** One RDN of one or several attributes. */
  static byte[] rdn(byte[]... attributes) {
    return tlv(SET, attributes);
  }

  static byte[] cn(String value) {
    return attribute(3, tlv(UTF8, value.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] o(String value) {
    return attribute(10, tlv(UTF8, value.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] ou(String value) {
    return attribute(11, tlv(UTF8, value.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] bmpCn(String value) {
    return attribute(3, tlv(0x1e, value.getBytes(StandardCharsets.UTF_16BE)));
  }

  /** A CN whose value is an OCTET STRING. */
  static byte[] binaryCn() {
    return attribute(3, tlv(4, bytes(1, 2)));
  }

  private static byte[] attribute(int type, byte[] value) {
    return tlv(SEQUENCE, tlv(6, bytes(0x55, 4, type)), value);
  }

  private static byte[] extensions(List<String> dnsNames) {
    byte[][] names = dnsNames.stream().map(name -> tlv(0x82, ascii(name))).toArray(byte[][]::new);
    byte[] alternativeName =
        tlv(SEQUENCE, tlv(6, bytes(0x55, 0x1d, 17)), tlv(4, tlv(SEQUENCE, names)));
    return tlv(0xa3, tlv(SEQUENCE, alternativeName));
  }

  static byte[] tlv(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length >= 0x80) {
      out.write(0x82);
      out.write(length >> 8);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
