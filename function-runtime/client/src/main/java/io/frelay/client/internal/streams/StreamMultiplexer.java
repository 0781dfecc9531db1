package io.frelay.client.internal.streams;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads around the {@link StreamsEngine} of one session. A thread of its own takes in all that
 * comes, and never sends, so two sides never wait for each other.
 *
 * <p>Locking: {@code lock} guards the engine and is not held during input or output. See also
 * {@link StreamOutput}.
 */
public final class StreamMultiplexer {
  private static final int INPUT = 64 << 10;

  private final PeerTransport session;
  private final String peer;
  private final StreamsEngine engine = new StreamsEngine();
  private final ReentrantLock lock = new ReentrantLock();
  private final StreamOutput output;
  private final Map<StreamState, Condition> changes = new WeakHashMap<>(); // guarded by lock
  private volatile IOException failure; // null until it is known; set with the lock held

  private StreamMultiplexer(PeerTransport session, String peer) {
    this.session = session;
    this.peer = peer;
    output = new StreamOutput(session, engine, lock, this::fail);
  }

  /** Takes over a session whose own streams were not used. */
  public static StreamMultiplexer begin(PeerTransport session, String peer) {
    StreamMultiplexer streams = new StreamMultiplexer(session, peer);
    Thread reader = new Thread(streams::readAll, "frelay-streams-" + peer);
    reader.setDaemon(true);
    reader.start();
    return streams;
  }

  /** Asks for a stream, and tells the peer so; see {@link StreamsEngine#ask}. */
  public StreamState ask(String name) throws IOException {
    StreamState stream = askNow(name);
    output.leave();
    return stream;
  }

  private StreamState askNow(String name) throws IOException {
    lock.lock();
    try {
      if (failure instanceof ConnectionClosedException || !engine.isKnown(name)) {
        requireStanding(); // else there may be something to be read yet
      }
      StreamState stream = engine.ask(name);
      engine.open(stream);
      if (!changes.containsKey(stream)) {
        Condition changed = lock.newCondition();
        changes.put(stream, changed);
        stream.onChange(changed::signalAll);
      }
      return stream;
    } finally {
      lock.unlock();
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
    output.leave();
    while (count == 0) {
      awaitInput(stream, bound);
      count = readNow(stream, to);
      output.leave();
    }
    if (count < 0 && stream.isCut()) {
      throw new TruncatedStreamException(
          "party %s broke stream \"%s\" off".formatted(peer, stream.name()));
    }
    return count;
  }

  private int readNow(StreamState stream, ByteBuffer to) throws IOException {
    lock.lock();
    try {
      requireNotClosed(stream);
      return engine.read(stream, to);
    } finally {
      lock.unlock();
    }
  }

  private void awaitInput(StreamState stream, Deadline bound) throws IOException {
    lock.lock();
    try {
      while (!stream.isReadable()) {
        requireNotClosed(stream);
        requireStanding();
        await(stream, bound);
      }
    } finally {
      lock.unlock();
    }
  }

  // --- writing

  /** Writes all of it, and waits while the peer has no room for this stream. */
  public void write(StreamState stream, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      awaitCredit(stream);
      output.add(
          frames -> {
            requireWritable(stream);
            return frames.write(stream, from) > 0 && from.hasRemaining();
          });
    }
  }

  private void awaitCredit(StreamState stream) throws IOException {
    lock.lock();
    try {
      requireWritable(stream);
      while (!stream.isWritable()) {
        await(stream, null);
        requireWritable(stream);
      }
    } finally {
      lock.unlock();
    }
  }

  // --- the end of a stream

  /** Ends the own direction behind all that was written. Idempotent. */
  public void shutdownOutput(StreamState stream) throws IOException {
    lock.lock();
    try {
      requireStanding();
      engine.end(stream);
    } finally {
      lock.unlock();
    }
    output.leave();
  }

  /**
   * Ends both directions of a stream; what comes is thrown away.
   *
   * @param isCut whether the peer is to see that the own direction is not all of it
   */
  public void close(StreamState stream, boolean isCut) {
    lock.lock();
    try {
      if (failure == null) {
        engine.close(stream, isCut);
      }
    } finally {
      lock.unlock();
    }
    output.leave();
  }

  // --- the end of the session

  /** Ends the own directions of all streams. */
  public void shutdownOutput() throws IOException {
    lock.lock();
    try {
      requireStanding();
      engine.endAll();
    } finally {
      lock.unlock();
    }
    output.leave();
  }

  /**
   * Does the same, if that is possible.
   *
   * @param patience time for the peer to make room for it
   * @return false if the time is over: the session is to be ended then
   */
  public boolean endAll(Duration patience) {
    lock.lock();
    try {
      engine.endAll();
    } finally {
      lock.unlock();
    }
    return output.finish(patience);
  }

  /**
   * Ends the own directions of all streams, and then all use of them here.
   *
   * @param patience time for the peer to make room for it, and for somebody who is sending
   */
  public void close(Duration patience) {
    if (failure == null) {
      boolean unused = endAll(patience);
    }
    abort();
  }

  /** Ends all use of the streams here. */
  public void abort() {
    fail(new ConnectionClosedException(peer));
  }

  /** Why they are over; empty if they are not, or closed here. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure).filter(why -> !(why instanceof ConnectionClosedException));
  }

  private void fail(IOException why) {
    lock.lock();
    try {
      if (failure == null) {
        failure = why;
        changes.values().forEach(Condition::signalAll);
      }
    } finally {
      lock.unlock();
    }
  }

  // --- the thread that takes in

  private void readAll() {
    byte[] input = new byte[INPUT];
    try {
      for (int n = session.read(input, 0, INPUT); n >= 0; n = session.read(input, 0, INPUT)) {
        if (received(ByteBuffer.wrap(input, 0, n))) {
          session.background().execute(output::leave);
        }
      }
      fail(
          new TruncatedStreamException(
              "party " + peer + " has ended the session, and with it this stream"));
    } catch (StreamRulesException e) {
      fail(e);
      session.abort();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // a defect, or no memory: nobody must wait for ever
      fail(new IOException("the thread that reads the session with party " + peer + " failed", e));
      session.abort();
      throw e;
    }
  }

  /** Returns whether there is something to be answered. */
  private boolean received(ByteBuffer input) throws StreamRulesException {
    lock.lock();
    try {
      int before = engine.outputBytes();
      engine.received(input);
      return engine.outputBytes() > before;
    } finally {
      lock.unlock();
    }
  }

  // --- with the lock held

  private void requireStanding() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  private void requireNotClosed(StreamState stream) throws IOException {
    if (failure instanceof ConnectionClosedException) {
      throw failure;
    }
    if (stream.isClosed()) {
      throw new IOException("stream \"%s\" was closed here".formatted(stream.name()));
    }
  }

  private void requireWritable(StreamState stream) throws IOException {
    requireStanding();
    requireNotClosed(stream);
    if (stream.isRefused()) {
      throw new IOException("party %s has closed stream \"%s\"".formatted(peer, stream.name()));
    }
    if (stream.isOutputEnded()) {
      throw new IOException(
          "this direction of stream \"%s\" is already ended".formatted(stream.name()));
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers' loops know what they wait for
  private void await(StreamState stream, Deadline bound) throws IOException {
    Condition changed = changes.get(stream);
    try {
      if (bound == null) {
        changed.await();
      } else if (bound.hasPassed()
          || (!changed.await(bound.remainingMillis(), TimeUnit.MILLISECONDS)
              && bound.hasPassed())) {
        throw new SocketTimeoutException("the deadline has passed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.abort();
      throw new InterruptedIOException("interrupted");
    }
  }
}
