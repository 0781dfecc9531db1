package io.frelay.chaos.party;

/**
 * Content of a stream: every byte is a function of the stream's key and its position, so a few
 * bytes reveal their stream and position.
 */
record Content(long key) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  byte at(long position) {
    return byteOf(word(position >>> 3), position);
  }

  /** Puts the bytes from a position on into an array. */
  void fill(byte[] bytes, int offset, int length, long position) {
    long word = word(position >>> 3);
    for (int i = 0; i < length; i++) {
      long here = position + i;
      if ((here & 7) == 0) {
        word = word(here >>> 3);
      }
      bytes[offset + i] = byteOf(word, here);
    }
  }

  private static byte byteOf(long word, long position) {
    return (byte) (word >>> (8 * (position & 7)));
  }

  /** SplitMix64 (Steele, Lea, Flood 2014). */
  private long word(long index) {
    long z = key + (index + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
