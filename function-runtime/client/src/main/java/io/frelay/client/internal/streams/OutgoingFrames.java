package io.frelay.client.internal.streams;

import java.nio.ByteBuffer;

/** Frames to send, encoded, behind the preface. Not safe for use by several threads. */
final class OutgoingFrames {
  private static final int USUAL = 1 << 10;
  private static final int MAX_WITHOUT_DATA =
      StreamFrame.HEADER + Integer.BYTES + StreamFrame.MAX_NAME;

  private ByteBuffer filling = ByteBuffer.allocate(USUAL);
  private ByteBuffer spare = ByteBuffer.allocate(USUAL);
  private boolean begun;

  /** Adds a frame without data. */
  void add(StreamFrame frame) {
    if (!begun) {
      begun = true;
      room(StreamsEngine.PREFACE.length).put(StreamsEngine.PREFACE);
    }
    frame.writeTo(room(MAX_WITHOUT_DATA));
  }

  /** Adds a frame with its data. */
  void add(StreamFrame.Data frame, ByteBuffer from) {
    add(frame);
    int count = frame.length();
    room(count).put(filling.position(), from, from.position(), count);
    filling.position(filling.position() + count);
    from.position(from.position() + count);
  }

  /** Number of bytes to send. */
  int bytes() {
    return filling.position();
  }

  /** Takes all of them. Valid until it is called again. */
  ByteBuffer take() {
    ByteBuffer taken = filling.flip();
    filling = spare.clear();
    spare = taken;
    return taken;
  }

  private ByteBuffer room(int bytes) {
    if (filling.remaining() < bytes) {
      filling = ByteBuffer.allocate(2 * filling.capacity() + bytes).put(filling.flip());
    }
    return filling;
  }
}
