package io.frelay.scenarios.functions.support;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.group.Group;
import io.frelay.examples.Overlap;
import io.frelay.function.PeerHandler;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A party of user1 that is no function: our client, and an example's handler called by hand. */
public final class PlainParty implements Peers, AutoCloseable {
  private final String self;
  private final String tag;
  private final Map<String, PeerConnection> connections = new LinkedHashMap<>();

  private PlainParty(String self, String tag) {
    this.self = self;
    this.tag = tag;
  }

  /** Connects all peers. */
  public static PlainParty meet(
      RelayProcess relay, Pki pki, String self, String tag, String... peers) throws Exception {
    return meet(relay, pki, FrelayClient.builder(), self, tag, peers);
  }

  /** Connects all peers, in a way of one's own. */
  public static PlainParty meet(
      RelayProcess relay,
      Pki pki,
      FrelayClient.Builder options,
      String self,
      String tag,
      String... peers)
      throws Exception {
    PlainParty party = new PlainParty(self, tag);
    FrelayClient client =
        options
            .copy()
            .preparedConnections(0)
            .relay(relay.address())
            .credentials(pki.credentials("user1", self))
            .build();
    Map<String, Future<PeerConnection>> coming = new LinkedHashMap<>();
    for (String peer : peers) {
      coming.put(peer, Parties.run(() -> client.connect(peer, tag, Parties.PATIENCE)));
    }
    for (Map.Entry<String, Future<PeerConnection>> each : coming.entrySet()) {
      party.connections.put(each.getKey(), Parties.await(each.getValue()));
    }
    return party;
  }

  /** Connects, runs a handler and ends, in the background. */
  public static <I, O> Future<O> run(
      RelayProcess relay,
      Pki pki,
      String self,
      String tag,
      PeerHandler<I, O> handler,
      I input,
      String... peers) {
    return Parties.run(
        () -> {
          try (PlainParty party = meet(relay, pki, self, tag, peers)) {
            return handler.handle(input, party);
          }
        });
  }

  /** An overlap with one peer, in the background. */
  public static Future<Overlap.Output> overlap(
      RelayProcess relay, Pki pki, String self, String peer, String tag, String... items) {
    return run(relay, pki, self, tag, new Overlap(), new Overlap.Input(List.of(items)), peer);
  }

  @Override
  public PeerStream get(String name) {
    PeerConnection connection = connections.get(name);
    return new PeerStream() {
      @Override
      public InputStream in() {
        return connection.in();
      }

      @Override
      public OutputStream out() {
        return connection.out();
      }

      @Override
      public void finish() throws IOException {
        connection.shutdownOutput();
      }

      @Override
      public PeerIdentity peer() {
        return connection.peer();
      }

      @Override
      public SessionFacts facts() {
        return connection.facts();
      }
    };
  }

  @Override
  public List<String> names() {
    return List.copyOf(connections.keySet());
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Group group() {
    throw new UnsupportedOperationException("no example that is called by hand needs one");
  }

  @Override
  public Duration remaining() {
    return Parties.PATIENCE;
  }

  /** Each may wait for its peer to end too. */
  @Override
  public void close() {
    CompletableFuture.allOf(
            connections.values().stream()
                .map(
                    each ->
                        CompletableFuture.runAsync(
                            each::close, task -> Parties.run(() -> run(task))))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static Void run(Runnable task) {
    task.run();
    return null;
  }
}
