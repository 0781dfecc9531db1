package io.frelay.scenarios.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2 as a client sends them that knows its server to speak it (RFC 9113). */
final class Http2Frames {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** {@code GET http://x/}, by HPACK's static table. */
  private static final byte[] REQUEST = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'x'};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Http2Frames() {
    bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0);
  }

  /** A request whose headers go on in so many frames without a byte, and do not end. */
  Http2Frames requestContinuedByNothing(int frames) {
    frame(HEADERS, END_STREAM, 1, REQUEST);
    for (int i = 0; i < frames; i++) {
      frame(CONTINUATION, 0, 1);
    }
    return this;
  }

  /** So many requests, each taken back at once. */
  Http2Frames requestsTakenBack(int requests) {
    for (int i = 0; i < requests; i++) {
      int stream = 2 * i + 1;
      frame(HEADERS, END_STREAM | END_HEADERS, stream, REQUEST);
      frame(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private void frame(int type, int flags, int stream, byte... payload) {
    bytes.writeBytes(
        ByteBuffer.allocate(9 + payload.length)
            .putShort((short) (payload.length >> 8))
            .put((byte) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .put(payload)
            .array());
  }
}
