package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * One side's half of what names a session. Whoever knows both halves can take the session up again,
 * so they go over end-to-end TLS only and are never printed.
 */
public final class Nonce {
  public static final int BYTES = 16;

  private final byte[] bytes;

  private Nonce(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A new one that nobody can guess. Its source is made for it: one that is kept would be part of a
   * native image or of a snapshot, and go on alike in all that start from it.
   */
  public static Nonce random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Nonce(bytes);
  }

  /**
   * A name that was stored.
   *
   * @throws IllegalArgumentException unless these are 16 bytes
   */
  public static Nonce of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a nonce has " + BYTES + " bytes, not " + bytes.length);
    }
    return new Nonce(bytes.clone());
  }

  /** Takes the next 16 bytes of a frame. */
  static Nonce read(ByteBuffer from) {
    byte[] bytes = new byte[BYTES];
    from.get(bytes);
    return new Nonce(bytes);
  }

  void write(ByteBuffer to) {
    to.put(bytes);
  }

  /** Unsigned, byte by byte. */
  int compareTo(Nonce other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Nonce nonce && MessageDigest.isEqual(bytes, nonce.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Does not show it. */
  @Override
  public String toString() {
    return "Nonce";
  }
}
