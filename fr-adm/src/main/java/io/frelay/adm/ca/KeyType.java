package io.frelay.adm.ca;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** The kinds of key that fr-adm makes. */
public enum KeyType {
  /** ECDSA on P-256: the smallest certificates that every TLS library takes. The default. */
  EC,
  /**
   * RSA: 2048 bits for a leaf, 3072 for a CA, which lives beyond the years that 2048 is good for.
   */
  RSA,
  /** Ed25519: not every TLS library takes it, BoringSSL for one. */
  ED25519;

  private static final int RSA_LEAF_BITS = 2048;
  private static final int RSA_CA_BITS = 3072;

  /** A fresh key for a certificate that signs no others. */
  KeyPair generateLeafKey() {
    return generate(RSA_LEAF_BITS);
  }

  /** A fresh key for a certificate authority. */
  KeyPair generateCaKey() {
    return generate(RSA_CA_BITS);
  }

  private KeyPair generate(int rsaBits) {
    try {
      return switch (this) {
        case EC -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"));
          yield generator.generateKeyPair();
        }
        case RSA -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(new RSAKeyGenParameterSpec(rsaBits, RSAKeyGenParameterSpec.F4));
          yield generator.generateKeyPair();
        }
        case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 makes keys of type " + this, e);
    }
  }

  /** The type of a key that exists; empty for one that fr-adm would not make. */
  public static Optional<KeyType> of(Key key) {
    if (key instanceof ECKey) {
      return Optional.of(EC);
    }
    if (key instanceof RSAKey) {
      return Optional.of(RSA);
    }
    return key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519")
        ? Optional.of(ED25519)
        : Optional.empty();
  }

  /** Type and size for a reader: {@code EC 256 bits}, {@code RSA 2048 bits}, {@code Ed25519}. */
  public static String describe(Key key) {
    if (key instanceof ECKey ec) {
      return "EC " + ec.getParams().getOrder().bitLength() + " bits";
    }
    if (key instanceof RSAKey rsa) {
      return "RSA " + rsa.getModulus().bitLength() + " bits";
    }
    return key instanceof EdECKey ed ? ed.getParams().getName() : key.getAlgorithm();
  }

  /** The algorithm that a CA with this key signs with: a hash as strong as the key. */
  static String signatureAlgorithm(Key caKey) {
    if (caKey instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return (bits <= 256 ? "SHA256" : bits <= 384 ? "SHA384" : "SHA512") + "withECDSA";
    }
    return caKey instanceof RSAKey ? "SHA256withRSA" : describe(caKey);
  }

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
