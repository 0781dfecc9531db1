package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.Deadline;
import io.frelay.client.SessionCounts;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has the turn to send, over a session that does what a test wants. */
@Timeout(20)
class StreamOutputTest {
  private final ReentrantLock lock = new ReentrantLock();
  private final StreamsEngine engine = new StreamsEngine();

  private StreamOutput over(Runnable write) {
    return new StreamOutput(new Session(write), engine, lock, why -> {});
  }

  private void open(String name) {
    lock.lock();
    try {
      engine.open(engine.ask(name));
    } finally {
      lock.unlock();
    }
  }

  /** Else somebody who opens a stream waits for ever, if the peer closes that of who is sending. */
  @Test
  void whatIsLeftToOneThatFailsIsSent() {
    StreamOutput[] output = new StreamOutput[1];
    Runnable other =
        () -> {
          open("other");
          output[0].leave();
        };
    CompletableFuture<Void> left = new CompletableFuture<>();
    output[0] =
        over(
            () -> {
              if (!left.isDone()) {
                CompletableFuture.runAsync(other).join();
                left.complete(null);
              }
            });
    assertThatThrownBy(
            () ->
                output[0].add(
                    streams -> {
                      if (left.isDone()) {
                        throw new IOException("the peer has closed it");
                      }
                      streams.open(streams.ask("own"));
                      return true;
                    }))
        .hasMessage("the peer has closed it");
    assertThat(engine.hasOutput()).isFalse();
  }

  @Test
  void aPeerThatConfirmsNothingHoldsUpNoEnd() {
    CountDownLatch room = new CountDownLatch(1);
    StreamOutput output = over(() -> awaitQuietly(room));
    open("a");
    assertThat(output.finish(Duration.ofMillis(50))).isFalse();
    room.countDown();
    assertThat(output.finish(Duration.ofSeconds(10))).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Session(Runnable write) implements PeerTransport {
    @Override
    public void write(byte[] bytes, int offset, int length) {
      write.run();
    }

    @Override
    public Executor background() {
      return ForkJoinPool.commonPool();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      throw new UnsupportedOperationException();
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
    public void abort() {}

    @Override
    public Optional<IOException> failure() {
      return Optional.empty();
    }

    @Override
    public Optional<SessionCounts> counts() {
      return Optional.empty();
    }
  }
}
