package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has the turn to send, over a session that does what a test wants. */
@Timeout(20)
class StreamOutputTest {
  private final StreamsMonitor monitor = new StreamsMonitor("1");

  private StreamOutput over(Runnable write) {
    return new StreamOutput(new HandSession(write), monitor);
  }

  private void open(String name) {
    monitor.lock();
    try {
      monitor.engine().open(monitor.engine().ask(name));
    } finally {
      monitor.unlock();
    }
  }

  private boolean hasOutput() {
    monitor.lock();
    try {
      return monitor.engine().hasOutput();
    } finally {
      monitor.unlock();
    }
  }

  private void awaitNoOutput() {
    while (hasOutput()) {
      Thread.onSpinWait();
    }
  }

  /** Else somebody who opens a stream waits for ever, if the peer closes that of who is sending. */
  @Test
  void whatIsLeftToOneThatFailsIsSent() {
    StreamOutput[] output = new StreamOutput[1];
    Runnable other =
        () -> {
          open("other");
          output[0].sendSoon();
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
    awaitNoOutput();
  }

  @Test
  void whatIsLeftWhileSomebodySendsIsSent() {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch room = new CountDownLatch(1);
    StreamOutput output =
        over(
            () -> {
              sending.countDown();
              HandSession.awaitQuietly(room);
            });
    open("a");
    output.sendSoon();
    HandSession.awaitQuietly(sending);
    open("b");
    output.sendSoon();
    assertThat(hasOutput()).isTrue();
    room.countDown();
    awaitNoOutput();
  }

  @Test
  void aPeerThatConfirmsNothingHoldsUpNoEnd() {
    CountDownLatch room = new CountDownLatch(1);
    StreamOutput output = over(() -> HandSession.awaitQuietly(room));
    open("a");
    assertThat(output.finish(Duration.ofMillis(50))).isFalse();
    room.countDown();
    assertThat(output.finish(Duration.ofSeconds(10))).isTrue();
  }
}
