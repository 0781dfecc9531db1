package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Next piece to send over the connection.
 *
 * @param bytes to be sent one behind the other; they are the engine's own memory, valid until
 *     {@link SessionEngine#transmitted}
 * @param data number of bytes of the stream in it
 * @param leaves whether to end the own direction of the connection instead: close_notify
 */
public record Output(List<ByteBuffer> bytes, int data, boolean leaves) {
  static final Output LEAVE = new Output(List.of(), 0, true);

  /** One frame and nothing else. */
  public static Output of(Frame frame) {
    return new Output(List.of(ByteBuffer.wrap(frame.encode())), 0, false);
  }
}
