package io.frelay.client.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** Bytes that come one by one, with a timeout before each and before the end. */
final class Dribble extends InputStream {
  private final byte[] bytes;
  private int at;
  private boolean waited;

  Dribble(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The next frame, however often it takes. */
  static Frame next(FrameReader reader) throws IOException {
    while (true) {
      try {
        return reader.next();
      } catch (SocketTimeoutException e) {
        // again
      }
    }
  }

  /** Reads of a data frame, however often it takes. */
  static int read(FrameReader reader, byte[] to, int offset) throws IOException {
    while (true) {
      try {
        return reader.read(to, offset, to.length - offset);
      } catch (SocketTimeoutException e) {
        // again
      }
    }
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("frames are read in pieces");
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    waited = !waited;
    if (waited) {
      throw new SocketTimeoutException();
    }
    if (at == bytes.length) {
      return -1;
    }
    to[offset] = bytes[at++];
    return 1;
  }
}
