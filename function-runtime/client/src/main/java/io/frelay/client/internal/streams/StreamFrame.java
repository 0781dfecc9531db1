package io.frelay.client.internal.streams;

import java.nio.ByteBuffer;

/**
 * One frame: its type (1 byte), the number of a stream's direction (1 byte), the length of what
 * follows (2 bytes), and that. Numbers are big-endian. OPEN, DATA and END are about a direction of
 * the sender, CREDIT and DONE about one of the receiver.
 */
sealed interface StreamFrame {
  /** Size of a frame's header in bytes. */
  int HEADER = 4;

  /** Most bytes of data in one frame; so much may one stream hold up another. */
  int MAX_DATA = 16 << 10;

  /** Most bytes of a name in UTF-8. */
  int MAX_NAME = 255;

  int OPEN = 0;
  int DATA = 1;
  int END = 2;
  int CREDIT = 3;
  int DONE = 4;

  /** Number of the direction. */
  int id();

  /** As it goes over the session; of data the header alone. */
  void writeTo(ByteBuffer out);

  /** Puts a header. */
  static void header(ByteBuffer out, int type, int id, int length) {
    out.put((byte) type).put((byte) id).putShort((short) length);
  }

  /**
   * The sender's direction of a stream begins.
   *
   * @param window bytes of the other direction that the sender can hold
   * @param name 1 to {@link #MAX_NAME} bytes of UTF-8
   */
  record Open(int id, int window, String name) implements StreamFrame {
    @Override
    public void writeTo(ByteBuffer out) {
      byte[] bytes = StreamName.encode(name);
      header(out, OPEN, id, Integer.BYTES + bytes.length);
      out.putInt(window).put(bytes);
    }
  }

  /**
   * Part of a direction.
   *
   * @param length 1 to {@link #MAX_DATA}
   */
  record Data(int id, int length) implements StreamFrame {
    @Override
    public void writeTo(ByteBuffer out) {
      header(out, DATA, id, length);
    }
  }

  /**
   * A direction has ended.
   *
   * @param isCut whether it was broken off, and so is not all of it
   */
  record End(int id, boolean isCut) implements StreamFrame {
    @Override
    public void writeTo(ByteBuffer out) {
      header(out, END, id, 1);
      out.put((byte) (isCut ? 1 : 0));
    }
  }

  /**
   * The sender's application has taken more of a direction.
   *
   * @param bytes since the last one, at least 1
   */
  record Credit(int id, int bytes) implements StreamFrame {
    @Override
    public void writeTo(ByteBuffer out) {
      header(out, CREDIT, id, Integer.BYTES);
      out.putInt(bytes);
    }
  }

  /** The sender's application has taken a direction up to its end, or wants no more of it. */
  record Done(int id) implements StreamFrame {
    @Override
    public void writeTo(ByteBuffer out) {
      header(out, DONE, id, 0);
    }
  }
}
