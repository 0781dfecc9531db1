package io.frelay.function.runtime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Remembers the first failure of a peer's streams, so that it can be told from the handler's own.
 */
final class WatchedStreams {
  private final InputStream in;
  private final OutputStream out;
  private final FirstFailure failure;

  WatchedStreams(InputStream in, OutputStream out, FirstFailure failure) {
    this.failure = failure;
    this.in = new In(in);
    this.out = new Out(out);
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Work that may break as a stream does. */
  interface End {
    void run() throws IOException;
  }

  /** Ends the own direction, which may be when the failure shows. */
  void finish(End end) throws IOException {
    try {
      end.run();
    } catch (IOException e) {
      throw failure.noted(e);
    }
  }

  /** No FilterInputStream: that would skip behind our back. */
  private final class In extends InputStream {
    private final InputStream in;

    In(InputStream raw) {
      in = raw;
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw failure.noted(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw failure.noted(e);
      }
    }

    @Override
    public void close() throws IOException {
      finish(in::close);
    }
  }

  private final class Out extends FilterOutputStream {
    Out(OutputStream raw) {
      super(raw);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    // FilterOutputStream would write byte by byte.
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failure.noted(e);
      }
    }

    @Override
    public void close() throws IOException {
      finish(out::close);
    }
  }
}
