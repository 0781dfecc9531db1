package io.frelay.function.runtime.warm;

import io.frelay.client.TruncatedStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads frames, whatever pieces they come in. Not safe for use by several threads. */
final class FrameInput {
  private final InputStream in;
  private int dataLeft;

  FrameInput(InputStream in) {
    this.in = in;
  }

  /** How much of the last data frame is still to be read. */
  int dataLeft() {
    return dataLeft;
  }

  /**
   * The next frame. The data of the last one must have been read.
   *
   * @throws TruncatedStreamException if the connection ends
   */
  Frame next() throws IOException {
    ByteBuffer header = exactly(Frame.HEADER);
    Frame.Type type = type(header.get());
    int length = header.getShort() & 0xffff;
    if (type == Frame.Type.DATA) {
      if (length == 0) {
        throw new FramingException("data of no length"); // no end of it would look like silence
      }
      dataLeft = length;
      return Frame.data(length);
    }
    if (length != type.length) {
      throw new FramingException("a frame %s of %d bytes".formatted(type, length));
    }
    ByteBuffer body = exactly(length);
    return new Frame(
        type, length, length > 0 ? body.getInt() : 0, type == Frame.Type.OPEN ? body.getInt() : 0);
  }

  private static Frame.Type type(int code) throws FramingException {
    for (Frame.Type type : Frame.Type.values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new FramingException("a frame of type " + (code & 0xff));
  }

  /** Reads of the last data frame: at least 1 byte, at most what is left of it. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, Math.min(length, dataLeft));
    if (count < 0) {
      throw ended();
    }
    dataLeft -= count;
    return count;
  }

  private ByteBuffer exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw ended();
    }
    return ByteBuffer.wrap(bytes);
  }

  private static TruncatedStreamException ended() {
    return new TruncatedStreamException(
        "the peer's connection ended before its stream: the data is cut short");
  }
}
