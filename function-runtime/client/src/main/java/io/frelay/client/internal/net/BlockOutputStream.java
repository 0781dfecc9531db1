package io.frelay.client.internal.net;

import java.io.IOException;
import java.io.OutputStream;

/** An output stream that has one way of writing: so many bytes at a time. */
public abstract class BlockOutputStream extends OutputStream {
  @Override
  public final void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;
}
