package io.frelay.protocol;

import java.nio.ByteBuffer;

/** Bytes with the framing of a ClientHello. */
final class ClientHellos {
  /** Size of the headers of a record and a handshake message, in bytes. */
  static final int HEADERS = 5 + 4;

  private ClientHellos() {}

  static ClientHello ofBody(byte[] body) {
    return ClientHello.of(record(message(body)));
  }

  /** One whose records have so many bytes. */
  static ClientHello ofLength(int length) {
    return ofBody(new byte[length - HEADERS]);
  }

  static byte[] message(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(1 << 24 | body.length).put(body).array();
  }

  static byte[] record(byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) 22)
        .putShort((short) 0x0301)
        .putShort((short) content.length)
        .put(content)
        .array();
  }
}
