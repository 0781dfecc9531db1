package io.frelay.function.runtime.warm;

import java.nio.ByteBuffer;

/**
 * One frame: its type (1 byte), the length of what follows (2 bytes, big-endian), and that.
 *
 * @param length of the data that follows a {@link Type#DATA} frame's header; otherwise implied
 * @param use which use of the connection is meant, from 0; {@link Type#OPEN}, ACCEPT and GO only
 * @param patienceMs how long the sender waits for the answer; {@link Type#OPEN} only
 */
record Frame(Type type, int length, int use, int patienceMs) {
  static final int HEADER = 3;
  static final int MOST_DATA = 0xffff;

  enum Type {
    /** A part of the stream. */
    DATA(0, 0),
    /** The sender's direction of this use has ended. */
    END(1, 0),
    /** The leader asks for the next use. */
    OPEN(2, 2 * Integer.BYTES),
    /** The follower's next invocation is there too. */
    ACCEPT(3, Integer.BYTES),
    /** The leader has begun: what follows is the new use. */
    GO(4, Integer.BYTES);

    final int code;

    /** Of what follows the header; of no meaning for data. */
    final int length;

    Type(int code, int length) {
      this.code = code;
      this.length = length;
    }
  }

  static Frame data(int length) {
    return new Frame(Type.DATA, length, 0, 0);
  }

  static Frame end() {
    return new Frame(Type.END, 0, 0, 0);
  }

  static Frame open(int use, int patienceMs) {
    return new Frame(Type.OPEN, Type.OPEN.length, use, patienceMs);
  }

  static Frame accept(int use) {
    return new Frame(Type.ACCEPT, Type.ACCEPT.length, use, 0);
  }

  static Frame go(int use) {
    return new Frame(Type.GO, Type.GO.length, use, 0);
  }

  /** As it goes over the wire; of a data frame the header alone. */
  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + type.length);
    bytes.put((byte) type.code).putShort((short) length);
    if (type.length > 0) {
      bytes.putInt(use);
    }
    if (type == Type.OPEN) {
      bytes.putInt(patienceMs);
    }
    return bytes.array();
  }
}
