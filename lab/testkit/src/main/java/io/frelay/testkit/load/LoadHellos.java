package io.frelay.testkit.load;

import io.frelay.protocol.ClientHello;
import io.frelay.protocol.TlsRecord;
import java.nio.ByteBuffer;

/** ClientHellos with valid framing, which is all that a relay checks. */
final class LoadHellos {
  /** About as long as that of our client. */
  static final int LENGTH = 450;

  private static final int MESSAGE_HEADER = 4;

  /** Everybody's. */
  static final ClientHello SAME = ClientHello.of(frame());

  private LoadHellos() {}

  private static byte[] frame() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) 22) // handshake
        .putShort((short) 0x301)
        .putShort((short) (LENGTH - TlsRecord.HEADER))
        .putInt(1 << 24 | (LENGTH - TlsRecord.HEADER - MESSAGE_HEADER)) // ClientHello
        .array();
  }
}
