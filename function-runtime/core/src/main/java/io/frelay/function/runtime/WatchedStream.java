package io.frelay.function.runtime;

import io.frelay.client.NamedStream;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.function.PeerStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Stream to a peer as the handler sees it. It remembers the first failure, so that this can be told
 * from the handler's own.
 */
class WatchedStream implements PeerStream {
  /** Work that may break as a stream does. */
  private interface End {
    void run() throws IOException;
  }

  private final PeerConnection connection;
  private final InputStream in;
  private final OutputStream out;
  private final End finish;
  final FirstFailure failure;

  /** Has the session's own streams. */
  WatchedStream(PeerConnection connection, FirstFailure failure) {
    this(connection, connection.in(), connection.out(), connection::shutdownOutput, failure);
  }

  /** Has one of its named streams. */
  WatchedStream(PeerConnection connection, NamedStream named, FirstFailure failure) {
    this(connection, named.in(), named.out(), named::shutdownOutput, failure);
  }

  private WatchedStream(
      PeerConnection connection,
      InputStream in,
      OutputStream out,
      End finish,
      FirstFailure failure) {
    this.connection = connection;
    this.in = new In(in);
    this.out = new Out(out);
    this.finish = finish;
    this.failure = failure;
  }

  @Override
  public final InputStream in() {
    return in;
  }

  @Override
  public final OutputStream out() {
    return out;
  }

  @Override
  public final void finish() throws IOException {
    end(finish);
  }

  @Override
  public final PeerIdentity peer() {
    return connection.peer();
  }

  @Override
  public final SessionFacts facts() {
    return connection.facts();
  }

  /** Ends a direction, which may be when the failure shows. */
  private void end(End end) throws IOException {
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
      end(in::close);
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
      end(out::close);
    }
  }
}
