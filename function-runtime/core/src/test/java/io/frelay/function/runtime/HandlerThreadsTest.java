package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.Deadline;
import io.frelay.client.TraceContext;
import io.frelay.client.WrongSessionException;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.PeerStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandlerThreadsTest {
  private final HandlerThreads threads = new HandlerThreads();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  private String deaf() {
    begun.incrementAndGet();
    while (true) {
      try {
        end.await();
        return "late";
      } catch (InterruptedException e) {
        // The very fault.
      }
    }
  }

  private <T> T run(Callable<T> handler, Duration time) throws Exception {
    return run(handler, time, Map.of());
  }

  private <T> T run(Callable<T> handler, Duration time, Map<String, Link> links) throws Exception {
    Deadline deadline = Deadline.in(time);
    return threads.run(
        handler, new ConnectedPeers("0", "t", deadline, links, InvocationGroup.NOBODY), deadline);
  }

  /** A peer, and how it was let go. */
  private static final class Peer implements Link {
    private boolean released;
    private boolean aborted;

    @Override
    public PeerStream stream() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<TraceContext> trace() {
      return Optional.empty();
    }

    @Override
    public IOException failure() {
      return null;
    }

    @Override
    public Optional<WrongSessionException> wrongSession() {
      return Optional.empty();
    }

    @Override
    public boolean isCut() {
      return false;
    }

    @Override
    public void release() {
      released = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }
  }

  private void assertCannotBegin(ErrorCode code) {
    Peer peer = new Peer();
    assertThatThrownBy(() -> run(() -> "well", Duration.ofSeconds(20), Map.of("1", peer)))
        .isInstanceOf(FunctionException.class)
        .satisfies(e -> assertThat(((FunctionException) e).code()).isEqualTo(code));
    assertThat(peer.aborted).isTrue();
    assertThat(peer.released).isFalse();
  }

  @Test
  void whatIsBegunWhileTheFunctionStopsLetsItsPeersGo() {
    threads.stop();
    assertCannotBegin(ErrorCode.STOPPING);
  }

  /** Each holds a thread; they are not to pile up without an end. */
  @Test
  void handlersThatAreLeftBehindAreBounded() throws Exception {
    while (begun.get() < 64) { // of some the time is up before they have begun
      assertThat(failure()).isIn(ErrorCode.TIMEOUT, ErrorCode.HANDLER_FAILED);
    }
    assertCannotBegin(ErrorCode.HANDLER_FAILED);
    assertThat(begun).hasValue(64);
    end.countDown();
    while (true) {
      try {
        assertThat(run(() -> "well", Duration.ofSeconds(20))).isEqualTo("well");
        return;
      } catch (FunctionException e) {
        LockSupport.parkNanos(1_000_000); // those that were left behind have not all ended yet
      }
    }
  }

  private ErrorCode failure() throws Exception {
    try {
      String unused = run(this::deaf, Duration.ofMillis(1));
      throw new AssertionError("a handler that does not end has ended");
    } catch (FunctionException e) {
      return e.code();
    }
  }
}
