package io.frelay.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KeyAgreement;

/**
 * Blinds items so that two blindings commute: an item becomes a point of Curve25519, and is
 * multiplied with a secret number by X25519 (RFC 7748). This is the Diffie-Hellman of Meadows
 * (1986) put to the use of comparing sets. One object is one secret; not safe for use by several
 * threads.
 */
final class Blinding {
  /** Bytes of a blinded item: the u coordinate of a point, little-endian. */
  static final int LENGTH = 32;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger A = BigInteger.valueOf(486_662);
  private static final BigInteger HALF_OF_GROUP = P.subtract(BigInteger.ONE).shiftRight(1);
  private static final byte[] DOMAIN = "frelay overlap 1".getBytes(UTF_8);

  private final KeyFactory keys;
  private final KeyAgreement agreement;
  private final MessageDigest hash;
  private final PrivateKey secret;

  /** With a fresh secret. */
  Blinding() {
    try {
      keys = KeyFactory.getInstance("X25519");
      agreement = KeyAgreement.getInstance("X25519");
      hash = MessageDigest.getInstance("SHA-256");
      secret = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 11 has X25519", e);
    }
  }

  /** All items, one after the other. */
  byte[] blind(List<String> items) throws IOException {
    ByteArrayOutputStream blinded = new ByteArrayOutputStream(items.size() * LENGTH);
    for (String item : items) {
      blinded.writeBytes(multiply(point(item)));
    }
    return blinded.toByteArray();
  }

  /**
   * Blinds what the other party has blinded.
   *
   * @throws IOException if that cannot be blinded items
   */
  byte[] blindAgain(byte[] blinded) throws IOException {
    if (blinded.length % LENGTH != 0 || blinded.length / LENGTH > Overlap.MOST_ITEMS) {
      throw new IOException("the peer sent something else than blinded items");
    }
    ByteArrayOutputStream twice = new ByteArrayOutputStream(blinded.length);
    for (int from = 0; from < blinded.length; from += LENGTH) {
      twice.writeBytes(multiply(littleEndian(blinded, from)));
    }
    return twice.toByteArray();
  }

  /** Each blinded item as a text to compare by. */
  static List<String> texts(byte[] blinded) {
    List<String> texts = new ArrayList<>(blinded.length / LENGTH);
    for (int from = 0; from < blinded.length; from += LENGTH) {
      texts.add(HexFormat.of().formatHex(blinded, from, from + LENGTH));
    }
    return texts;
  }

  /**
   * Hashes until the number is a point of the curve. Half of all numbers are points of its twist
   * instead, and multiplication would keep that visible: one bit of each item.
   */
  private BigInteger point(String item) {
    byte[] digest = item.getBytes(UTF_8);
    while (true) {
      hash.update(DOMAIN);
      digest = hash.digest(digest);
      BigInteger u = littleEndian(digest, 0);
      if (isOnCurve(u)) {
        return u;
      }
    }
  }

  private static boolean isOnCurve(BigInteger u) {
    BigInteger square = u.multiply(u).add(A.multiply(u)).add(BigInteger.ONE).multiply(u).mod(P);
    return square.modPow(HALF_OF_GROUP, P).equals(BigInteger.ONE);
  }

  private byte[] multiply(BigInteger u) throws IOException {
    try {
      agreement.init(secret);
      agreement.doPhase(
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
      return agreement.generateSecret();
    } catch (InvalidKeyException e) { // a point of small order, which hashing never gives
      throw new IOException("the peer sent something else than blinded items", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 11 has X25519", e);
    }
  }

  private static BigInteger littleEndian(byte[] bytes, int from) {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = bytes[from + LENGTH - 1 - i];
    }
    return new BigInteger(1, bigEndian).clearBit(255);
  }
}
