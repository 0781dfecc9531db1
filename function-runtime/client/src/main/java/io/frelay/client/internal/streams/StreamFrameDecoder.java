package io.frelay.client.internal.streams;

import static io.frelay.client.internal.streams.StreamRulesException.require;

import java.nio.ByteBuffer;

/**
 * Decodes the frames of one direction of a session, in whatever pieces they come, behind the {@link
 * StreamsEngine#PREFACE}. The data of a {@link StreamFrame.Data} is left to the caller, which takes
 * it from the same pieces. Not safe for use by several threads.
 */
final class StreamFrameDecoder {
  private final byte[] partial =
      new byte[StreamFrame.HEADER + Integer.BYTES + StreamFrame.MAX_NAME];
  private int filled;
  private int dataLeft;
  private boolean begun;

  /** Bytes of the last data frame that are still to come. */
  int dataLeft() {
    return dataLeft;
  }

  /** So many bytes of the last data frame have been taken. */
  void dataTaken(int count) {
    dataLeft -= count;
  }

  /**
   * The next frame. The data of the last one must have been taken.
   *
   * @return null if all bytes are used up before it is complete
   * @throws StreamRulesException if the bytes are no frame
   */
  StreamFrame next(ByteBuffer in) throws StreamRulesException {
    if (dataLeft > 0) {
      throw new IllegalStateException("there is data left");
    }
    if (!begun && !takePreface(in)) {
      return null;
    }
    if (!fill(in, StreamFrame.HEADER)) {
      return null;
    }
    int type = partial[0] & 0xff;
    int id = partial[1] & 0xff;
    int length = (partial[2] & 0xff) << 8 | (partial[3] & 0xff);
    require(id < StreamsEngine.MAX_STREAMS, () -> "stream number " + id);
    requireLength(type, length);
    if (type == StreamFrame.DATA) {
      filled = 0;
      dataLeft = length;
      return new StreamFrame.Data(id, length);
    }
    if (!fill(in, StreamFrame.HEADER + length)) {
      return null;
    }
    filled = 0;
    return decode(type, id, ByteBuffer.wrap(partial, StreamFrame.HEADER, length));
  }

  private boolean takePreface(ByteBuffer in) throws StreamRulesException {
    byte[] preface = StreamsEngine.PREFACE;
    while (in.hasRemaining() && filled < preface.length) {
      if (in.get() != preface[filled]) {
        throw new StreamRulesException(
            "its program uses the plain stream of the session, and this one named streams");
      }
      filled++;
    }
    begun = filled == preface.length;
    filled = begun ? 0 : filled;
    return begun;
  }

  private boolean fill(ByteBuffer in, int upTo) {
    int count = Math.min(Math.max(0, upTo - filled), in.remaining());
    in.get(partial, filled, count);
    filled += count;
    return filled >= upTo;
  }

  private static void requireLength(int type, int length) throws StreamRulesException {
    boolean right =
        switch (type) {
          case StreamFrame.OPEN ->
              length > Integer.BYTES && length <= Integer.BYTES + StreamFrame.MAX_NAME;
          case StreamFrame.DATA -> length > 0 && length <= StreamFrame.MAX_DATA;
          case StreamFrame.END -> length == 1;
          case StreamFrame.CREDIT -> length == Integer.BYTES;
          case StreamFrame.DONE -> length == 0;
          default -> false;
        };
    require(right, () -> "a frame of type %d and %d bytes".formatted(type, length));
  }

  private static StreamFrame decode(int type, int id, ByteBuffer body) throws StreamRulesException {
    return switch (type) {
      case StreamFrame.OPEN -> open(id, body);
      case StreamFrame.END -> end(id, body.get());
      case StreamFrame.CREDIT -> credit(id, body.getInt());
      default -> new StreamFrame.Done(id);
    };
  }

  private static StreamFrame open(int id, ByteBuffer body) throws StreamRulesException {
    int window = body.getInt();
    require(
        window >= StreamsEngine.MIN_WINDOW && window <= StreamsEngine.MAX_WINDOW,
        () -> "a window of " + Integer.toUnsignedString(window));
    return new StreamFrame.Open(id, window, StreamName.decode(body));
  }

  private static StreamFrame end(int id, byte how) throws StreamRulesException {
    require(how == 0 || how == 1, () -> "an end of kind " + (how & 0xff));
    return new StreamFrame.End(id, how == 1);
  }

  private static StreamFrame credit(int id, int bytes) throws StreamRulesException {
    require(bytes > 0, () -> "a credit of " + Integer.toUnsignedString(bytes));
    return new StreamFrame.Credit(id, bytes);
  }
}
