package io.frelay.scenarios.functions.support;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.RelayAddress;
import io.frelay.client.SessionFacts;
import io.frelay.examples.Overlap;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/** A party of user1 in no cloud: our plain client, with the same computation on it. */
public final class OverlapParty {
  private OverlapParty() {}

  /** Meets {@code peer} in the background and finds out what both have. */
  public static Future<Overlap.Output> meet(
      RelayAddress relay, Pki pki, String self, String peer, String tag, String... items) {
    FrelayClient client = new FrelayClient(relay, pki.credentials("user1", self));
    return Parties.run(
        () -> {
          try (PeerConnection connection = client.connect(peer, tag, Parties.PATIENCE)) {
            return new Overlap()
                .handle(new Overlap.Input(List.of(items)), new Only(self, peer, tag, connection));
          }
        });
  }

  private record Only(String self, String other, String tag, PeerConnection connection)
      implements Peers, PeerStream {
    @Override
    public PeerStream get(String name) {
      return this;
    }

    @Override
    public List<String> names() {
      return List.of(other);
    }

    @Override
    public Duration remaining() {
      return Parties.PATIENCE;
    }

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
      connection.finish();
    }

    @Override
    public PeerIdentity peer() {
      return connection.peer();
    }

    @Override
    public SessionFacts facts() {
      return connection.facts();
    }
  }
}
