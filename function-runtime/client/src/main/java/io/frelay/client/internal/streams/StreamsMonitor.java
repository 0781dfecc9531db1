package io.frelay.client.internal.streams;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.internal.BoundedCondition;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only lock of a session's named streams, and what it guards: the {@link StreamsEngine}, who
 * waits for a stream, and why all are over.
 *
 * <p>Locking: nobody holds the lock during input or output. All methods but {@link #lock}, {@link
 * #fail} and {@link #failure} are called with it held.
 */
final class StreamsMonitor {
  private final String peer;
  private final StreamsEngine engine = new StreamsEngine();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<StreamState, BoundedCondition> changes = new WeakHashMap<>();
  private volatile IOException failure; // null until it is known; set with the lock held

  StreamsMonitor(String peer) {
    this.peer = peer;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  StreamsEngine engine() {
    return engine;
  }

  // --- waiting

  /** Has {@link #await} wake when reads or writes of a stream may go on. */
  void watch(StreamState stream) {
    if (!changes.containsKey(stream)) {
      BoundedCondition changed = new BoundedCondition(lock);
      changes.put(stream, changed);
      stream.onChange(changed::signalAll);
    }
  }

  /** Waits for a change of a stream, as {@link BoundedCondition#await} does. */
  void await(StreamState stream, Deadline bound) throws IOException {
    changes.get(stream).await(bound);
  }

  // --- the end

  /** Ends all streams, for a reason that reads and writes fail with. The first one counts. */
  void fail(IOException why) {
    lock.lock();
    try {
      if (failure == null) {
        failure = why;
        changes.values().forEach(BoundedCondition::signalAll);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why they are over; empty if they are not. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  boolean isClosedHere() {
    return failure instanceof ConnectionClosedException;
  }

  void requireStanding() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  void requireNotClosed(StreamState stream) throws IOException {
    if (isClosedHere()) {
      throw failure;
    }
    if (stream.isClosed()) {
      throw new IOException("stream \"%s\" was closed here".formatted(stream.name()));
    }
  }

  void requireWritable(StreamState stream) throws IOException {
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
}
