package io.frelay.client.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Buffers what is read. Unlike {@link java.io.BufferedInputStream} it makes at most one read of the
 * stream below for each call. A second one may run into a timeout, and the bytes of the first would
 * be lost. Not safe for use by several threads.
 */
public final class InputBuffer extends InputStream {
  private final InputStream in;
  private final byte[] buffer;
  private int position;
  private int filled;

  /**
   * @param size of the buffer in bytes
   */
  public InputBuffer(InputStream in, int size) {
    this.in = in;
    buffer = new byte[size];
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, filled - position);
    System.arraycopy(buffer, position, bytes, offset, count);
    position += count;
    return count;
  }

  /** Returns whether there is a byte at least, after a read if need be. */
  private boolean fill() throws IOException {
    if (position == filled) {
      position = 0;
      filled = 0;
      filled = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return position < filled;
  }

  @Override
  public int available() throws IOException {
    return filled - position + in.available();
  }
}
