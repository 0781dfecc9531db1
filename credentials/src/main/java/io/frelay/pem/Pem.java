package io.frelay.pem;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads certificates and private keys from PEM text: plain, with {@code \n} for line ends, or in
 * base64, as environment variables carry it. {@code source} names the text in error messages.
 */
public final class Pem {
  private Pem() {}

  /**
   * The certificates of a text, at least one, in their order.
   *
   * @throws PemException if there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String text, String source) throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(text, source)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block, source));
      }
    }
    if (certificates.isEmpty()) {
      throw new PemException(source + " holds no certificate");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate certificate(PemBlock block, String source) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      String damaged = source + ": the certificate is cut short or damaged";
      throw new PemException(
          Der.isAboutEc(block.der())
              ? damaged + ", or its curve is not supported here; " + Curves.ADVICE
              : damaged,
          e);
    }
  }

  /**
   * The one private key of a text: PKCS#8, PKCS#1 (RSA) or SEC1 (EC).
   *
   * @throws PemException if there is none, it is encrypted, or of a kind that TLS here cannot use
   */
  public static PrivateKey privateKey(String text, String source) throws PemException {
    for (PemBlock block : PemBlock.parse(text, source)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return decode(block.der(), source);
        }
        case "RSA PRIVATE KEY" -> {
          return decode(Der.pkcs8OfPkcs1(block.der()), source);
        }
        case "EC PRIVATE KEY" -> {
          return decode(sec1(block, source), source);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted(source);
        default -> {} // certificates and EC PARAMETERS may stand beside the key
      }
    }
    throw new PemException(source + " holds no private key");
  }

  static PemException encrypted(String source) {
    return new PemException(
        source + " is encrypted; store it decrypted: openssl pkey -in KEY -out PLAIN-KEY");
  }

  private static byte[] sec1(PemBlock block, String source) throws PemException {
    try {
      return Der.pkcs8OfSec1(block.der());
    } catch (IllegalArgumentException e) {
      throw new PemException(source + ": the EC key is damaged or names no curve");
    }
  }

  private static PrivateKey decode(byte[] pkcs8, String source) throws PemException {
    PrivateKey key = decodeAny(pkcs8, source);
    Curves.requireSupported(key, source);
    return key;
  }

  private static PrivateKey decodeAny(byte[] pkcs8, String source) throws PemException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Another algorithm's key, or none's: the loop finds out.
      } catch (GeneralSecurityException e) {
        throw new PemException(source + ": this JDK has no " + algorithm + " keys", e);
      }
    }
    throw new PemException(
        Der.isAboutEc(pkcs8)
            ? "%s is damaged, or on a curve that is not supported here; %s"
                .formatted(source, Curves.ADVICE)
            : source + " is damaged, or neither an EC, RSA nor Ed25519 key");
  }
}
