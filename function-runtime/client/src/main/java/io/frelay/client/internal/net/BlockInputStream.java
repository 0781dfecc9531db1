package io.frelay.client.internal.net;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that has one way of reading: up to so many bytes at a time. */
public abstract class BlockInputStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] bytes, int offset, int length) throws IOException;
}
