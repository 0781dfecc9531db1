package io.frelay.client.internal.session;

import java.nio.ByteBuffer;

/**
 * Decodes the frames of one direction of one connection, in whatever pieces they come. The data of
 * a {@link Frame.Data} is left to the caller, which takes it from the same pieces. Not safe for use
 * by several threads.
 */
final class FrameDecoder {
  private final byte[] partial = new byte[Frame.HEADER + Frame.MAX_OPTIONAL];
  private final boolean reuses;
  private int filled;
  private int dataLeft;

  /** Decodes a connection that serves one session. */
  FrameDecoder() {
    this(false);
  }

  /**
   * @param reuses whether both sides know how to reuse a connection
   */
  FrameDecoder(boolean reuses) {
    this.reuses = reuses;
  }

  /** Bytes of the last data frame that are still to come. */
  int dataLeft() {
    return dataLeft;
  }

  /** So many bytes of the last data frame have been taken. */
  void dataTaken(int count) {
    dataLeft -= count;
  }

  /** Returns whether a frame has begun and is not complete. */
  boolean isInsideFrame() {
    return filled > 0 || dataLeft > 0;
  }

  /**
   * The next frame. The data of the last one must have been taken.
   *
   * @return null if all bytes are used up before it is complete
   * @throws SessionRulesException if the bytes are no frame
   */
  Frame next(ByteBuffer in) throws SessionRulesException {
    if (dataLeft > 0) {
      throw new IllegalStateException("there is data left");
    }
    if (!fill(in, Frame.HEADER)) {
      return null;
    }
    int code = partial[0] & 0xff;
    Frame.Type type = Frame.Type.of(code, reuses);
    int length = (partial[1] & 0xff) << 8 | (partial[2] & 0xff);
    if (type == Frame.Type.DATA) {
      SessionRulesException.require(length > 0, "data of no length");
      filled = 0;
      dataLeft = length;
      return new Frame.Data(length);
    }
    requireLength(type, code, length);
    if (!fill(in, Frame.HEADER + length)) {
      return null;
    }
    filled = 0;
    return decode(type, code, ByteBuffer.wrap(partial, Frame.HEADER, length));
  }

  private boolean fill(ByteBuffer in, int upTo) {
    int count = Math.min(Math.max(0, upTo - filled), in.remaining());
    in.get(partial, filled, count);
    filled += count;
    return filled >= upTo;
  }

  private static void requireLength(Frame.Type type, int code, int length)
      throws SessionRulesException {
    boolean right =
        type == Frame.Type.OPTIONAL ? length <= Frame.MAX_OPTIONAL : length == type.length;
    if (!right) {
      throw new SessionRulesException("a frame of type %d and %d bytes".formatted(code, length));
    }
  }

  private static Frame decode(Frame.Type type, int code, ByteBuffer body)
      throws SessionRulesException {
    return switch (type) {
      case DATA -> new Frame.Data(body.remaining());
      case END -> new Frame.End(count(body));
      case ACK -> new Frame.Ack(count(body));
      case PING -> new Frame.Ping(body.getLong());
      case PONG -> new Frame.Pong(body.getLong());
      case BEGIN -> new Frame.Begin(Nonce.read(body), window(body.getInt()));
      case RESUME ->
          new Frame.Resume(Nonce.read(body), Nonce.read(body), count(body), window(body.getInt()));
      case GONE -> new Frame.Gone(Nonce.read(body), GoneReason.of(body.get() & 0xff));
      case REUSE -> new Frame.Reuse(timeout(body.getInt()));
      case ACCEPT -> new Frame.Accept();
      case OPTIONAL -> new Frame.Unknown(code, body.remaining());
    };
  }

  private static long count(ByteBuffer body) throws SessionRulesException {
    long count = body.getLong();
    SessionRulesException.require(count >= 0, "a count of more than 2^63 - 1");
    return count;
  }

  private static int timeout(int millis) throws SessionRulesException {
    SessionRulesException.require(
        millis > 0 && millis <= Frame.MAX_REUSE_TIMEOUT,
        "a timeout of " + Integer.toUnsignedString(millis) + " ms");
    return millis;
  }

  private static int window(int window) throws SessionRulesException {
    if (!SessionEngine.isWindow(window)) {
      throw new SessionRulesException("a window of " + Integer.toUnsignedString(window));
    }
    return window;
  }
}
