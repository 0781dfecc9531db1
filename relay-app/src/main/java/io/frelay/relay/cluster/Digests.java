package io.frelay.relay.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Short names for keys and fields in Redis, which is to learn no party's name and no tag. */
final class Digests {
  private static final int BYTES = 18;

  private Digests() {}

  /** The same for the same parts in the same order: 18 bytes of SHA-256, in base64. */
  static String of(String... parts) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        hash.update((byte) (bytes.length >> 8));
        hash.update((byte) bytes.length);
        hash.update(bytes);
      }
      byte[] all = hash.digest();
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(all, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
