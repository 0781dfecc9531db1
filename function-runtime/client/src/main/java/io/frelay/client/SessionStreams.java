package io.frelay.client;

import io.frelay.client.internal.net.BlockInputStream;
import io.frelay.client.internal.net.BlockOutputStream;
import io.frelay.client.internal.streams.StreamMultiplexer;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Streams of one session, and the bound of their reads: either its own two or named ones, whichever
 * the program uses first. Threads as {@link PeerConnection} has them.
 */
final class SessionStreams {
  private final PeerConnection connection;
  private final PeerTransport transport;
  private final String peer;
  private final PlainStreamWatch watch;
  private final InputStream in = new In();
  private final OutputStream out = new Out();
  private volatile Duration readTimeout = Duration.ZERO; // none
  private volatile Deadline readDeadline; // null for none
  private volatile boolean plain; // its own are used; set by one that holds the monitor
  private volatile StreamMultiplexer named; // else these; the same

  /**
   * @param connection closed by closing its own stream
   */
  SessionStreams(PeerConnection connection, PeerTransport transport, String peer) {
    this.connection = connection;
    this.transport = transport;
    this.peer = peer;
    watch = new PlainStreamWatch(peer, transport.knowsNamedStreams());
  }

  // --- its own two, or named ones

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  NamedStream named(String name) throws IOException {
    StreamMultiplexer streams = named();
    return new NamedStream(this, streams, streams.ask(name));
  }

  private synchronized StreamMultiplexer named() throws IOException {
    if (named == null) {
      if (!transport.knowsNamedStreams()) {
        throw new IOException(
            "party %s does not know named streams: use a client that does, with sessions that survive"
                .formatted(peer));
      }
      if (plain) {
        throw new IllegalStateException(
            "the session's own streams are used already, so it has no named ones");
      }
      transport.readDeadline(null);
      named = StreamMultiplexer.begin(transport, peer);
    }
    return named;
  }

  private void usePlain() {
    if (!plain) {
      synchronized (this) {
        if (named != null) {
          throw new IllegalStateException("the session has named streams, so use only these");
        }
        plain = true;
      }
    }
  }

  // --- the bound of reads

  /** Bounds each read by a duration of its own; zero lifts the bound. */
  void readTimeout(Duration timeout) {
    readTimeout = timeout;
    boundReads(null);
  }

  /** Bounds all reads by one deadline; null lifts the bound. */
  void readDeadline(Deadline deadline) {
    readTimeout = Duration.ZERO;
    boundReads(deadline);
  }

  private synchronized void boundReads(Deadline deadline) {
    readDeadline = deadline;
    if (named == null) {
      transport.readDeadline(deadline);
    }
  }

  /** Bound of a read that begins now, of a named stream; null for none. */
  Deadline readBound() {
    Duration timeout = readTimeout;
    return timeout.isZero() ? readDeadline : Deadline.in(timeout);
  }

  // --- the end

  /** Ends the own direction, of each stream if they are named. */
  void shutdownOutput() throws IOException {
    if (named != null) {
      named.shutdownOutput();
    } else {
      usePlain();
      transport.shutdownOutput();
    }
  }

  void awaitConfirmation() throws IOException {
    if (named != null) {
      named.awaitConfirmation();
    } else {
      transport.awaitConfirmation();
    }
  }

  /**
   * Ends the own directions of named streams, if it has any; its own two end with the session.
   *
   * @param timeout time for the peer to make room for that
   * @return false if the time is over
   */
  boolean endNamed(Duration timeout) {
    return named == null || named.endAll(timeout);
  }

  /** Does the same, and ends all use of named streams. */
  void closeNamed(Duration timeout) {
    if (named != null) {
      named.close(timeout);
    }
  }

  /** Ends all use of named streams at once. */
  void abortNamed() {
    if (named != null) {
      named.abort();
    }
  }

  /** Why named streams are over; empty if they are not, or closed here. */
  Optional<IOException> failure() {
    return named == null ? Optional.empty() : named.failure();
  }

  private final class In extends BlockInputStream {
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      usePlain();
      Duration timeout = readTimeout;
      if (!timeout.isZero()) {
        transport.readDeadline(Deadline.in(timeout));
      }
      int count = transport.read(bytes, offset, length);
      watch.came(bytes, offset, count);
      return count;
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private final class Out extends BlockOutputStream {
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      usePlain();
      transport.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!connection.isClosed()) {
        shutdownOutput();
      }
    }
  }
}
