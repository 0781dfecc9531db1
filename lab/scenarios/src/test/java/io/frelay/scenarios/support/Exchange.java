package io.frelay.scenarios.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A whole session of two of our clients: they meet, a message goes each way, both end. */
public final class Exchange {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Exchange() {}

  /** Between user1's parties 0 and 1. */
  public static void between0And1(RelayProcess relay, Pki pki, String tag) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Void> one = other.submit(() -> party(relay, pki, "1", "0", tag));
      party(relay, pki, "0", "1", tag);
      one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("party 1", e.getCause());
    } finally {
      other.shutdownNow();
    }
  }

  /** Several at once, each with a tag of its own. */
  public static void several(int count, RelayProcess relay, Pki pki, String tag) {
    CompletableFuture.allOf(
            IntStream.range(0, count)
                .mapToObj(
                    i -> CompletableFuture.runAsync(() -> unchecked(relay, pki, tag + "-" + i)))
                .toArray(CompletableFuture[]::new))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private static void unchecked(RelayProcess relay, Pki pki, String tag) {
    try {
      between0And1(relay, pki, tag);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Void party(RelayProcess relay, Pki pki, String me, String peer, String tag)
      throws Exception {
    FrelayClient client =
        FrelayClient.builder()
            .preparedConnections(0)
            .relay(relay.address())
            .credentials(pki.credentials("user1", me))
            .build();
    try (PeerConnection connection = client.connect(peer, tag, PATIENCE)) {
      byte[] message = ("hello from " + me).getBytes(StandardCharsets.UTF_8);
      connection.messages().send(message);
      byte[] received = connection.messages().receive().orElseThrow();
      assertThat(new String(received, StandardCharsets.UTF_8)).isEqualTo("hello from " + peer);
      connection.shutdownOutput();
      assertThat(connection.in().read()).isEqualTo(-1);
      return null;
    }
  }
}
