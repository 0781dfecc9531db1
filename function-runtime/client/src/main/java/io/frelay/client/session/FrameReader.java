package io.frelay.client.session;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads frames, whatever pieces they come in. A read that fails by a timeout can be repeated. Not
 * safe for use by several threads.
 */
public final class FrameReader {
  private static final int LONGEST = Frame.HEADER + Frame.MOST_OPTIONAL;

  private final InputStream in;
  private final byte[] frame = new byte[LONGEST];
  private int filled;
  private int dataLeft;

  /**
   * @param in gives -1 at an orderly end of the connection only
   */
  public FrameReader(InputStream in) {
    this.in = in;
  }

  /** How much of the last data frame is still to be read. */
  public int dataLeft() {
    return dataLeft;
  }

  /**
   * The next frame. The data of the last one must have been read.
   *
   * @return null at the connection's orderly end
   * @throws SessionRulesException if it is none
   * @throws EOFException if the connection ends inside a frame
   */
  public Frame next() throws IOException {
    if (dataLeft > 0) {
      throw new IllegalStateException("there is data left");
    }
    if (!fill(Frame.HEADER)) {
      if (filled == 0) {
        return null;
      }
      throw new EOFException("the connection ended inside a frame");
    }
    int code = frame[0] & 0xff;
    Frame.Type type = Frame.Type.of(code);
    int length = (frame[1] & 0xff) << 8 | (frame[2] & 0xff);
    if (type == Frame.Type.DATA) {
      if (length == 0) {
        throw new SessionRulesException("data of no length");
      }
      filled = 0;
      dataLeft = length;
      return new Frame.Data(length);
    }
    requireLength(type, code, length);
    if (!fill(Frame.HEADER + length)) {
      throw new EOFException("the connection ended inside a frame");
    }
    filled = 0;
    return decode(type, code, ByteBuffer.wrap(frame, Frame.HEADER, length));
  }

  /**
   * Reads of the last data frame: at least 1 byte, at most what is left of it.
   *
   * @throws EOFException if the connection ends
   */
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, Math.min(length, dataLeft));
    if (count < 0) {
      throw new EOFException("the connection ended inside a frame");
    }
    dataLeft -= count;
    return count;
  }

  private boolean fill(int upTo) throws IOException {
    while (filled < upTo) {
      int count = in.read(frame, filled, upTo - filled);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
    return true;
  }

  private static void requireLength(Frame.Type type, int code, int length)
      throws SessionRulesException {
    boolean right =
        type == Frame.Type.OPTIONAL ? length <= Frame.MOST_OPTIONAL : length == type.length;
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
      case OPTIONAL -> new Frame.Unknown(code, body.remaining());
    };
  }

  private static long count(ByteBuffer body) throws SessionRulesException {
    long count = body.getLong();
    if (count < 0) {
      throw new SessionRulesException("a count of more than 2^63 - 1");
    }
    return count;
  }

  private static int window(int window) throws SessionRulesException {
    if (window < SessionState.LEAST_WINDOW || window > SessionState.MOST_WINDOW) {
      throw new SessionRulesException("a window of " + Integer.toUnsignedString(window));
    }
    return window;
  }
}
