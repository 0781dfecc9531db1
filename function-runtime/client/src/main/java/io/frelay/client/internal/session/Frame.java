package io.frelay.client.internal.session;

import java.nio.ByteBuffer;

/**
 * One frame: its type (1 byte), the length of what follows (2 bytes), and that. Numbers are
 * unsigned and big-endian. Counts are of the sender's stream from its beginning; the end of a
 * stream counts as one more.
 */
public sealed interface Frame {
  /** Size of a frame's header (type and length) in bytes. */
  int HEADER = 3;

  /** Most bytes of data in one frame. */
  int MAX_DATA = 0xffff;

  /** From here on types may be ignored by whoever does not know them. */
  int FIRST_OPTIONAL_TYPE = 128;

  /** Longest time in ms that a {@link Reuse} may give. */
  int MAX_REUSE_TIMEOUT = 30_000;

  /** Most bytes after the header of a frame that is ignored. */
  int MAX_OPTIONAL = 1 << 10;

  /** The types, with the numbers that stand for them. */
  enum Type {
    DATA(0, 0),
    END(1, Long.BYTES),
    ACK(2, Long.BYTES),
    PING(3, Long.BYTES),
    PONG(4, Long.BYTES),
    BEGIN(5, Nonce.BYTES + Integer.BYTES),
    RESUME(6, 2 * Nonce.BYTES + Long.BYTES + Integer.BYTES),
    GONE(7, Nonce.BYTES + 1),
    /** Optional, as all behind it: known where both sides reuse connections. */
    REUSE(FIRST_OPTIONAL_TYPE, Integer.BYTES),
    ACCEPT(FIRST_OPTIONAL_TYPE + 1, 0),
    /** One that is not known and need not be. */
    OPTIONAL(FIRST_OPTIONAL_TYPE, 0);

    final int code;

    /**
     * Number of bytes that follow the header; of no meaning where that differs from frame to frame.
     */
    final int length;

    Type(int code, int length) {
      this.code = code;
      this.length = length;
    }

    /**
     * The type of a number.
     *
     * @param reuses whether both sides know how to reuse a connection
     * @throws SessionRulesException if there is none, and it must be known
     */
    static Type of(int code, boolean reuses) throws SessionRulesException {
      for (Type type : values()) {
        if (type.code == code && type != OPTIONAL && (reuses || code < FIRST_OPTIONAL_TYPE)) {
          return type;
        }
      }
      SessionRulesException.require(code >= FIRST_OPTIONAL_TYPE, "a frame of type " + code);
      return OPTIONAL;
    }
  }

  Type type();

  /** The number that stands for its type. */
  default int code() {
    return type().code;
  }

  /** Number of bytes that follow the header. */
  default int length() {
    return type().length;
  }

  /** Puts what follows the header; of data nothing. */
  void writeTo(ByteBuffer buffer);

  /** As it goes over the tcp; of data the header alone. */
  default byte[] encode() {
    int body = this instanceof Data ? 0 : length();
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + body);
    buffer.put((byte) code()).putShort((short) length());
    writeTo(buffer);
    return buffer.array();
  }

  /**
   * A part of the sender's stream.
   *
   * @param length 1 to {@link #MAX_DATA}
   */
  record Data(int length) implements Frame {
    @Override
    public Type type() {
      return Type.DATA;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {}
  }

  /**
   * The sender's stream has ended.
   *
   * @param total how many bytes it had
   */
  record End(long total) implements Frame {
    @Override
    public Type type() {
      return Type.END;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.putLong(total);
    }
  }

  /**
   * The sender's application has taken this much of the other's stream.
   *
   * @param count in bytes, and one more if the end has come and nothing before it is left to take
   */
  record Ack(long count) implements Frame {
    @Override
    public Type type() {
      return Type.ACK;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.putLong(count);
    }
  }

  /**
   * Asks for a {@link Pong}.
   *
   * @param id to be repeated
   */
  record Ping(long id) implements Frame {
    @Override
    public Type type() {
      return Type.PING;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.putLong(id);
    }
  }

  /** Answers a {@link Ping}. */
  record Pong(long id) implements Frame {
    @Override
    public Type type() {
      return Type.PONG;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.putLong(id);
    }
  }

  /**
   * First on a connection, of a side that has not heard of the peer yet.
   *
   * @param own the sender's half of the session's name
   * @param window how many bytes that its application has not taken the sender can hold
   */
  record Begin(Nonce own, int window) implements Frame {
    @Override
    public Type type() {
      return Type.BEGIN;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      own.write(buffer);
      buffer.putInt(window);
    }
  }

  /**
   * First on a connection, of a side that takes a session up again.
   *
   * @param own the sender's half of the session's name
   * @param peer the other's half
   * @param received how much of the other's stream the sender has, taken by its application or not
   * @param window as in {@link Begin}
   */
  record Resume(Nonce own, Nonce peer, long received, int window) implements Frame {
    @Override
    public Type type() {
      return Type.RESUME;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      own.write(buffer);
      peer.write(buffer);
      buffer.putLong(received).putInt(window);
    }
  }

  /**
   * The sender has no such session, or no more.
   *
   * @param own the sender's half of the session's name, as the other knows it
   */
  record Gone(Nonce own, GoneReason reason) implements Frame {
    @Override
    public Type type() {
      return Type.GONE;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      own.write(buffer);
      buffer.put((byte) reason.code());
    }
  }

  /**
   * The sender's next session wants the connection of this one, which is complete.
   *
   * @param timeoutMs how long the sender waits for {@link Accept}; 1 to {@link #MAX_REUSE_TIMEOUT}
   */
  record Reuse(int timeoutMs) implements Frame {
    @Override
    public Type type() {
      return Type.REUSE;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.putInt(timeoutMs);
    }
  }

  /** Answers a {@link Reuse}: the sender's next session is there too. */
  record Accept() implements Frame {
    @Override
    public Type type() {
      return Type.ACCEPT;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {}
  }

  /** A frame of a type that is not known and need not be. */
  record Unknown(int code, int length) implements Frame {
    @Override
    public Type type() {
      return Type.OPTIONAL;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      throw new IllegalStateException("only ever received");
    }
  }
}
