package io.frelay.relay.cluster;

import io.frelay.protocol.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Short names for keys and fields in Redis, which is to learn no party's name and no tag. */
final class Digests {
  private static final int BYTES = 18;

  private Digests() {}

  /**
   * The same for the same parts in the same order: 18 bytes of SHA-256 in base64, over each part in
   * UTF-8 behind its length in two bytes.
   */
  static String of(String... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      all.write(bytes.length >> 8);
      all.write(bytes.length);
      all.writeBytes(bytes);
    }
    byte[] hash = Sha256.of(all.toByteArray());
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
  }
}
