package io.frelay.scenarios.support;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** Request format of a hand-driven party. */
public enum Speech {
  VERSION_1,
  /** Version 2, and the ClientHello only when the role is known. */
  VERSION_2,
  /** Version 2 with the ClientHello in the request. */
  EARLY_HELLO;

  /** The request. */
  public String request(String dest, String tag, byte[] hello) {
    String members = "\"DestParty\":\"%s\",\"Tag\":\"%s\"".formatted(dest, tag);
    return switch (this) {
      case VERSION_1 -> "{" + members + "}";
      case VERSION_2 -> "{" + members + ",\"Version\":2}";
      case EARLY_HELLO ->
          "{%s,\"Version\":2,\"ClientHello\":\"%s\"}"
              .formatted(members, Base64.getEncoder().encodeToString(hello));
    };
  }

  /** Answer of the relay if the other rules of version 1 hold. */
  public String ready(int mode) {
    return this == VERSION_1 ? "{\"Mode\":" + mode + "}" : "{\"Mode\":" + mode + ",\"Version\":2}";
  }

  /**
   * Offset of the session id's length in a ClientHello (RFC 8446, 4.1.2), after version and random.
   */
  private static final int SESSION_ID_LENGTH = 34;

  /** ClientHello for the relay: valid framing with any content. */
  public static byte[] hello(int length) {
    byte[] body = new byte[length - 9];
    ThreadLocalRandom.current().nextBytes(body);
    body[SESSION_ID_LENGTH] = -1; // no session id is that long: never a ClientHello by chance
    return ByteBuffer.allocate(length)
        .put((byte) 22)
        .putShort((short) 0x0301)
        .putShort((short) (length - 5))
        .putInt(1 << 24 | body.length)
        .put(body)
        .array();
  }
}
