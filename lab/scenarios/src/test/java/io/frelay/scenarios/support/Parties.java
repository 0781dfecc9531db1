package io.frelay.scenarios.support;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Parties that use our own client, each connecting in a thread of its own. Their sessions end with
 * their connections, so that what a relay does to these can be seen.
 */
public final class Parties {
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "party");
            thread.setDaemon(true);
            return thread;
          });

  private Parties() {}

  /** Connects one party of user1 in the background. */
  public static Future<PeerConnection> connect(
      RelayProcess relay, Pki pki, String me, String dest, String tag) {
    return connect(relay, pki, "user1", me, dest, tag, 2);
  }

  /** Connects any party, with a protocol version of choice. */
  public static Future<PeerConnection> connect(
      RelayProcess relay, Pki pki, String user, String me, String dest, String tag, int version) {
    FrelayClient client = client(relay.address(), pki, user, me, version);
    return THREADS.submit(() -> client.connect(dest, tag, PATIENCE));
  }

  public static FrelayClient client(
      RelayAddress relay, Pki pki, String user, String party, int version) {
    return FrelayClient.builder()
        .preparedConnections(0)
        .highestVersion(version)
        .withoutResumption()
        .relay(relay)
        .credentials(pki.credentials(user, party))
        .build();
  }

  /** Runs something in the background. */
  public static <T> Future<T> run(Callable<T> task) {
    return THREADS.submit(task);
  }

  /** Waits for a result; a failure comes as it was thrown. */
  public static <T> T await(Future<T> future) throws Exception {
    try {
      return future.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new AssertionError("still waiting", e);
    }
  }

  /** Two parties that are connected with each other; closes both. */
  public record Pair(PeerConnection first, PeerConnection second) implements AutoCloseable {
    /** Connects user1's parties 0 and 1. */
    public static Pair of(RelayProcess relay, Pki pki, String tag) throws Exception {
      Future<PeerConnection> first = connect(relay, pki, "0", "1", tag);
      Future<PeerConnection> second = connect(relay, pki, "1", "0", tag);
      return new Pair(Parties.await(first), Parties.await(second));
    }

    /** Sends a message each way and checks that it arrives. */
    public void talk() throws IOException {
      exchange(first, second, "to the second");
      exchange(second, first, "to the first");
    }

    private static void exchange(PeerConnection from, PeerConnection to, String text)
        throws IOException {
      from.messages().send(text.getBytes(StandardCharsets.UTF_8));
      String received = new String(to.messages().receive().orElseThrow(), StandardCharsets.UTF_8);
      if (!received.equals(text)) {
        throw new AssertionError("received '" + received + "' instead of '" + text + "'");
      }
    }

    @Override
    public void close() {
      CompletableFuture<Void> other = CompletableFuture.runAsync(second::close, THREADS);
      first.close();
      other.join();
    }
  }
}
