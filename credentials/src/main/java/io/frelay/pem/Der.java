package io.frelay.pem;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The few lines of DER (X.690) that wrap a PKCS#1 or SEC1 key into PKCS#8 (RFC 5958), and read
 * names.
 */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;
  private static final int CONTEXT_0 = 0xa0;

  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  /** AlgorithmIdentifier rsaEncryption (1.2.840.113549.1.1.1), parameters NULL. */
  private static final byte[] RSA_ALGORITHM = {
    SEQUENCE, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  /** OBJECT IDENTIFIER id-ecPublicKey (1.2.840.10045.2.1). */
  private static final byte[] EC_PUBLIC_KEY = {
    6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };

  private Der() {}

  /** PKCS#8 of an RSAPrivateKey (RFC 8017, A.1.2). */
  static byte[] pkcs8OfPkcs1(byte[] key) {
    return tagged(SEQUENCE, VERSION_0, RSA_ALGORITHM, tagged(OCTET_STRING, key));
  }

  /**
   * PKCS#8 of an ECPrivateKey (RFC 5915, 3); the curve moves from its parameters.
   *
   * @throws IllegalArgumentException if it is no such key or names no curve
   */
  static byte[] pkcs8OfSec1(byte[] key) {
    byte[] algorithm = tagged(SEQUENCE, EC_PUBLIC_KEY, curve(key));
    return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTET_STRING, key));
  }

  /** True if the DER names an EC key, of any curve. */
  static boolean isAboutEc(byte[] der) {
    for (int at = 0; at + EC_PUBLIC_KEY.length <= der.length; at++) {
      if (Arrays.equals(
          der, at, at + EC_PUBLIC_KEY.length, EC_PUBLIC_KEY, 0, EC_PUBLIC_KEY.length)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] curve(byte[] key) {
    ByteBuffer fields = ByteBuffer.wrap(content(ByteBuffer.wrap(key), SEQUENCE));
    content(fields, INTEGER);
    content(fields, OCTET_STRING);
    return content(fields, CONTEXT_0);
  }

  /**
   * The content of the next element.
   *
   * @throws IllegalArgumentException if that has another tag, is longer than 64 KiB, or not whole
   */
  static byte[] content(ByteBuffer in, int tag) {
    if (!in.hasRemaining() || (in.get() & 0xff) != tag) {
      throw new IllegalArgumentException("not the expected DER");
    }
    int length = length(in);
    if (length > in.remaining()) {
      throw new IllegalArgumentException("DER cut short");
    }
    byte[] content = new byte[length];
    in.get(content);
    return content;
  }

  private static int length(ByteBuffer in) {
    if (!in.hasRemaining()) {
      throw new IllegalArgumentException("DER cut short");
    }
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7f;
    if (octets == 0 || octets > 2 || octets > in.remaining()) {
      throw new IllegalArgumentException("not the expected DER");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (in.get() & 0xff);
    }
    return length;
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length & 0xff);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
