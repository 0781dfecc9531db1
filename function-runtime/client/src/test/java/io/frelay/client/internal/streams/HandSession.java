package io.frelay.client.internal.streams;

import io.frelay.client.Deadline;
import io.frelay.client.SessionCounts;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A session over which nothing comes, and whose writes do what a test wants. */
final class HandSession implements PeerTransport {
  private final Runnable write;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param write run by each write before it takes place
   */
  HandSession(Runnable write) {
    this.write = write;
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized byte[] written() {
    return written.toByteArray();
  }

  boolean isAborted() {
    return ended.getCount() == 0;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    write.run();
    synchronized (this) {
      written.write(bytes, offset, length);
    }
  }

  @Override
  public Executor background() {
    return ForkJoinPool.commonPool();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    awaitQuietly(ended);
    return -1;
  }

  @Override
  public void readDeadline(Deadline deadline) {}

  @Override
  public void shutdownOutput() {}

  @Override
  public void awaitConfirmation() {}

  @Override
  public void close() {}

  @Override
  public void abort() {
    ended.countDown();
  }

  @Override
  public Optional<IOException> failure() {
    return Optional.empty();
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.empty();
  }
}
