package io.frelay.function.runtime.warm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;

/**
 * The streams of one use of a connection. They end with the use: a thread that a handler left
 * behind cannot reach into the next one's.
 */
public final class WarmUse {
  private final WarmConnection connection;
  private final InputStream in = new In();
  private final OutputStream out = new Out();
  private volatile boolean over;

  WarmUse(WarmConnection connection) {
    this.connection = connection;
  }

  /** What the peer sends; -1 once it has ended its direction. Closing it ends the use here. */
  public InputStream in() {
    return in;
  }

  /** What the peer is to receive. Not buffered. Closing it is {@link #finish}. */
  public OutputStream out() {
    return out;
  }

  /** Ends the own direction after all that was written; the peer's flows on. Idempotent. */
  public void finish() throws IOException {
    connection.finish(this);
  }

  /**
   * Ends the use.
   *
   * @param patience how long that may take
   * @return whether the connection can serve another; if not, it is to be closed
   */
  public boolean end(Duration patience) {
    over = true;
    return connection.park(patience);
  }

  void requireCurrent() throws IOException {
    if (over) {
      throw new IOException("the stream was closed here");
    }
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      return connection.read(WarmUse.this, bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!over) {
        finish();
        over = true;
      }
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      connection.write(WarmUse.this, bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!over) {
        finish();
      }
    }
  }
}
