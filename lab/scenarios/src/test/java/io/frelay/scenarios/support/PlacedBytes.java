package io.frelay.scenarios.support;

import java.util.Arrays;

/**
 * Bytes that tell their place in a stream, so that one that is lost, repeated, swapped or altered
 * on its way is found out. The first is 22, as in every stream of TLS.
 */
public final class PlacedBytes {
  private PlacedBytes() {}

  /** Bytes of a stream from a position on. */
  public static byte[] at(long position, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(position + i);
    }
    return bytes;
  }

  private static byte at(long position) {
    return (byte) (22 + position + 31 * (position >>> 8) + 17 * (position >>> 16));
  }

  /**
   * Fails if it is not what a stream has from a position on.
   *
   * @return the position behind it
   */
  public static long require(long position, byte[] bytes) {
    int wrong = Arrays.mismatch(bytes, at(position, bytes.length));
    if (wrong >= 0) {
      throw new AssertionError("another byte than was sent at " + (position + wrong));
    }
    return position + bytes.length;
  }
}
