package io.frelay.function.client;

import io.frelay.client.FrelayClient;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.function.runtime.BlockingCalls;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link FrelayClient} for code on an event loop: its calls block threads of their own instead,
 * one for each that waits. Safe for use by several threads.
 */
public final class ReactiveClient {
  private final FrelayClient client;

  /** The same sessions; closing the client closes these. */
  public ReactiveClient(FrelayClient client) {
    this.client = client;
  }

  /**
   * Meets a peer at each subscription, as {@link FrelayClient#connect(String, String, Duration)}
   * does, and fails as it does. Cancelling it ends the attempt.
   */
  public Uni<ReactiveConnection> connect(String peer, String tag, Duration timeout) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              AtomicBoolean over = new AtomicBoolean();
              FutureTask<Void> call =
                  new FutureTask<>(
                      () -> {
                        connect(peer, tag, timeout, new Outcome(emitter, over));
                        return null;
                      });
              // Also called when it is complete, on the thread that is just at it.
              emitter.onTermination(
                  () -> {
                    if (over.compareAndSet(false, true)) {
                      call.cancel(true);
                    }
                  });
              BlockingCalls.THREADS.execute(call);
            });
  }

  /**
   * Taker of what comes of it.
   *
   * @param over whether it is complete or cancelled
   */
  private record Outcome(UniEmitter<? super ReactiveConnection> emitter, AtomicBoolean over) {}

  private void connect(String peer, String tag, Duration timeout, Outcome outcome) {
    try {
      PeerConnection connection = client.connect(peer, tag, timeout);
      if (outcome.over.compareAndSet(false, true)) {
        outcome.emitter.complete(new ReactiveConnection(connection));
      } else {
        connection.abort();
      }
    } catch (FrelayException | InterruptedException | RuntimeException e) {
      if (outcome.over.compareAndSet(false, true)) {
        outcome.emitter.fail(e);
      }
    }
  }

  /** The client that does it. */
  public FrelayClient client() {
    return client;
  }
}
