package io.frelay.client;

import io.frelay.client.internal.Durations;
import io.frelay.client.internal.net.BlockInputStream;
import io.frelay.client.internal.net.BlockOutputStream;
import io.frelay.client.internal.streams.StreamMultiplexer;
import io.frelay.client.internal.streams.StreamState;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * One of several streams to the same peer over one session, and one from it: {@link
 * PeerConnection#stream}. It survives the loss of a connection with its session.
 *
 * <p>Each stream has flow control of its own: 1 MiB may be on the way in each direction, or 16 KiB
 * while the peer's program has not asked for the stream. So a stream that nobody reads stops only
 * who writes to it, and no other stream. Streams take turns of 16 KiB. They have one TCP connection
 * in common: what its network loses or delays holds up all.
 *
 * <p>Threads: one may read while another writes, of each stream; all else may be called from any.
 * Interrupting a thread that is blocked in a read or write ends the whole session.
 *
 * <p>Ends: {@link #shutdownOutput} ends the own direction, and the peer's read returns -1 behind
 * all data. If the stream or its session ends in any other way, reads give {@link
 * TruncatedStreamException} or another {@link IOException}, behind the data that has come. The same
 * exception may be thrown to several threads.
 */
public final class NamedStream implements Closeable {
  private final SessionStreams session;
  private final StreamMultiplexer streams;
  private final StreamState stream;
  private final InputStream in = new In();
  private final OutputStream out = new Out();
  private volatile Duration readTimeout = Duration.ZERO; // the connection's

  NamedStream(SessionStreams session, StreamMultiplexer streams, StreamState stream) {
    this.session = session;
    this.streams = streams;
    this.stream = stream;
  }

  /** Returns the name. */
  public String name() {
    return stream.name();
  }

  /** Returns the stream of what the peer sends. Closing it is {@link #close}. */
  public InputStream in() {
    return in;
  }

  /**
   * Returns the stream of what the peer is to receive. Each write is sent at once. It waits while
   * the peer has no room for this stream, and fails once the peer has closed the stream. Closing it
   * is {@link #shutdownOutput}.
   */
  public OutputStream out() {
    return out;
  }

  /** The stream as messages of at most {@link Messages#DEFAULT_MAX_BYTES}. */
  public Messages messages() {
    return messages(Messages.DEFAULT_MAX_BYTES);
  }

  /** The stream as messages of at most {@code maxBytes} each; use either this or the streams. */
  public Messages messages(int maxBytes) {
    return new Messages(in, out, maxBytes);
  }

  /**
   * Bounds each read of this stream from now on. A read that takes longer fails with {@link
   * java.net.SocketTimeoutException} and can be repeated. Without it the bounds of the {@link
   * PeerConnection} count.
   *
   * @throws IllegalArgumentException if the timeout is not positive
   */
  public void readTimeout(Duration timeout) {
    Durations.requirePositive("timeout", timeout);
    readTimeout = timeout;
  }

  /**
   * Ends the own direction after all that was written; the peer's flows on. Waits for nothing.
   * Idempotent.
   */
  public void shutdownOutput() throws IOException {
    streams.shutdownOutput(stream);
  }

  /**
   * Ends the own direction as {@link #shutdownOutput} does, throws away what the peer has sent and
   * sends, and has the peer's writes fail. Waits for nothing. The name is free again when the peer
   * has ended the stream too. Called again it does nothing.
   */
  @Override
  public void close() {
    streams.close(stream, false);
  }

  /** Does the same, but the peer's read fails with {@link TruncatedStreamException} at the end. */
  public void abort() {
    streams.close(stream, true);
  }

  private Deadline readBound() {
    Duration timeout = readTimeout;
    return timeout.isZero() ? session.readBound() : Deadline.in(timeout);
  }

  private final class In extends BlockInputStream {
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      return streams.read(stream, ByteBuffer.wrap(bytes, offset, length), readBound());
    }

    @Override
    public void close() {
      NamedStream.this.close();
    }
  }

  private final class Out extends BlockOutputStream {
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      streams.write(stream, ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      if (!stream.isOutputEnded()) {
        shutdownOutput();
      }
    }
  }
}
