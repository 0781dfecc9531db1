package io.frelay.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Both sides of a pairing are there: the relay's close_notify follows, then raw bytes.
 *
 * @param role which side of the end-to-end TLS the receiver takes
 * @param version the version the relay serves this party with; 1 when it does not say
 */
public record Ready(Role role, int version) implements Answer {
  static final String MODE = "Mode";

  @Override
  public byte[] encode() {
    String json =
        version == 1
            ? "{\"Mode\":%d}".formatted(role.mode())
            : "{\"Mode\":%d,\"Version\":%d}".formatted(role.mode(), version);
    return json.getBytes(StandardCharsets.US_ASCII);
  }
}
