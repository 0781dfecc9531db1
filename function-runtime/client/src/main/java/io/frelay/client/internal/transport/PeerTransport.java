package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.PeerConnection;
import io.frelay.client.SessionCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The streams behind a {@link PeerConnection}. Threads as there. */
public interface PeerTransport {
  /**
   * Reads at least 1 byte.
   *
   * @return how many, or -1 once the peer has ended its direction
   */
  int read(byte[] bytes, int offset, int length) throws IOException;

  /** Writes all of it. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  void readDeadline(Deadline deadline);

  /** Ends the own direction. Idempotent. */
  void shutdownOutput() throws IOException;

  /** Waits until the peer has confirmed all of the own stream, as far as it can confirm. */
  void awaitConfirmation() throws IOException;

  /** Ends both directions without losing what was written; called once. */
  void close();

  /** Ends everything at once. Idempotent. */
  void abort();

  /**
   * Ends both directions as {@link #close} does, without waiting, but keeps the connection.
   *
   * @return false if that is impossible, and nothing has happened
   */
  default boolean keep() {
    return false;
  }

  /**
   * Agrees with the peer that another session has the connection, which was {@linkplain #keep
   * kept}; else it is to be closed.
   *
   * @param timeout how long the peer may take for that, 1 ms to 30 s
   * @param until when the caller needs an answer anyway
   */
  default Optional<PeerTransport> next(Duration timeout, Deadline until)
      throws InterruptedException {
    throw new IllegalStateException("not kept");
  }

  /** Returns whether the peer knows named streams. */
  default boolean knowsNamedStreams() {
    return false;
  }

  /** Executor for what must not wait for a user's thread, and might block. */
  default Executor background() {
    throw new IllegalStateException("no named streams");
  }

  /** Why it is over, as far as that shows without reading or writing, and not if closed here. */
  Optional<IOException> failure();

  /** Progress of a session that survives its connections; empty for another one. */
  Optional<SessionCounts> counts();
}
