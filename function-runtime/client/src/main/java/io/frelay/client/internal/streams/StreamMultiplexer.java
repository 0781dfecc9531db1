package io.frelay.client.internal.streams;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Named streams of one session as the application uses them. What the peer sends comes by {@link
 * StreamInput}; {@link StreamOutput} sends. Safe for use by several threads. The locking rule is in
 * {@link StreamsMonitor}.
 */
public final class StreamMultiplexer {
  private final PeerTransport session;
  private final String peer;
  private final StreamsMonitor monitor;
  private final StreamsEngine engine;
  private final StreamOutput output;

  private StreamMultiplexer(PeerTransport session, String peer) {
    this.session = session;
    this.peer = peer;
    monitor = new StreamsMonitor(peer);
    engine = monitor.engine();
    output = new StreamOutput(session, monitor);
  }

  /** Takes over a session whose own streams were not used. */
  public static StreamMultiplexer begin(PeerTransport session, String peer) {
    StreamMultiplexer streams = new StreamMultiplexer(session, peer);
    StreamInput input = new StreamInput(session, peer, streams.monitor, streams.output);
    Thread reader = new Thread(input, "frelay-streams-" + peer);
    reader.setDaemon(true);
    reader.start();
    return streams;
  }

  /** Asks for a stream, and tells the peer so; see {@link StreamsEngine#ask}. Waits for nothing. */
  public StreamState ask(String name) throws IOException {
    StreamState stream = askNow(name);
    output.sendSoon();
    return stream;
  }

  private StreamState askNow(String name) throws IOException {
    monitor.lock();
    try {
      if (monitor.isClosedHere() || !engine.isKnown(name)) {
        monitor.requireStanding(); // else there may be something to be read yet
      }
      StreamState stream = engine.ask(name);
      engine.open(stream);
      monitor.watch(stream);
      return stream;
    } finally {
      monitor.unlock();
    }
  }

  // --- reading

  /**
   * Reads at least one byte, or -1 at the end of the peer's direction.
   *
   * @param bound null for none
   */
  public int read(StreamState stream, ByteBuffer to, Deadline bound) throws IOException {
    if (!to.hasRemaining()) {
      return 0;
    }
    int count = readNow(stream, to);
    while (count == 0) {
      awaitInput(stream, bound);
      count = readNow(stream, to);
    }
    if (count < 0 && stream.isCut()) {
      throw new TruncatedStreamException(
          "party %s broke stream \"%s\" off".formatted(peer, stream.name()));
    }
    return count;
  }

  private int readNow(StreamState stream, ByteBuffer to) throws IOException {
    monitor.lock();
    try {
      monitor.requireNotClosed(stream);
      return engine.read(stream, to);
    } finally {
      monitor.unlock();
      output.sendSoon(); // room for more, perhaps
    }
  }

  private void awaitInput(StreamState stream, Deadline bound) throws IOException {
    monitor.lock();
    try {
      while (!stream.isReadable()) {
        monitor.requireNotClosed(stream);
        monitor.requireStanding();
        await(stream, bound);
      }
    } finally {
      monitor.unlock();
    }
  }

  // --- writing

  /** Writes all of it, and waits while the peer has no room for this stream. */
  public void write(StreamState stream, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      awaitCredit(stream);
      output.add(
          frames -> {
            monitor.requireWritable(stream);
            return frames.write(stream, from) > 0 && from.hasRemaining();
          });
    }
  }

  private void awaitCredit(StreamState stream) throws IOException {
    monitor.lock();
    try {
      monitor.requireWritable(stream);
      while (!stream.isWritable()) {
        await(stream, null);
        monitor.requireWritable(stream);
      }
    } finally {
      monitor.unlock();
    }
  }

  /** Waits with the lock held. A thread that is interrupted ends the session. */
  private void await(StreamState stream, Deadline bound) throws IOException {
    try {
      monitor.await(stream, bound);
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        session.abort();
      }
    }
  }

  // --- the end of a stream

  /** Ends the own direction behind all that was written. Waits for nothing. Idempotent. */
  public void shutdownOutput(StreamState stream) throws IOException {
    monitor.lock();
    try {
      monitor.requireStanding();
      engine.end(stream);
    } finally {
      monitor.unlock();
    }
    output.sendSoon();
  }

  /**
   * Ends both directions of a stream; what comes is thrown away. Waits for nothing.
   *
   * @param isCut whether the peer is to see that the own direction is not all of it
   */
  public void close(StreamState stream, boolean isCut) {
    monitor.lock();
    try {
      if (monitor.failure().isEmpty()) {
        engine.close(stream, isCut);
      }
    } finally {
      monitor.unlock();
    }
    output.sendSoon();
  }

  // --- the session

  /** Ends the own directions of all streams. Waits for nothing. */
  public void shutdownOutput() throws IOException {
    monitor.lock();
    try {
      monitor.requireStanding();
      engine.endAll();
    } finally {
      monitor.unlock();
    }
    output.sendSoon();
  }

  /** Waits until the peer's client has all that was written, and the ends. */
  public void awaitConfirmation() throws IOException {
    output.flush();
    session.awaitConfirmation();
  }

  /**
   * Ends the own directions of all streams, if that is possible.
   *
   * @param timeout time for the peer to make room for it
   * @return false if the time is over: the session is to be ended then
   */
  public boolean endAll(Duration timeout) {
    monitor.lock();
    try {
      engine.endAll();
    } finally {
      monitor.unlock();
    }
    return output.finish(timeout);
  }

  /**
   * Ends the own directions of all streams, and then all use of them here.
   *
   * @param timeout time for the peer to make room for it, and for somebody who is sending
   */
  public void close(Duration timeout) {
    if (monitor.failure().isEmpty()) {
      boolean unused = endAll(timeout);
    }
    abort();
  }

  /** Ends all use of the streams here. */
  public void abort() {
    monitor.fail(new ConnectionClosedException(peer));
  }

  /** Why they are over; empty if they are not, or closed here. */
  public Optional<IOException> failure() {
    return monitor.failure().filter(why -> !(why instanceof ConnectionClosedException));
  }
}
