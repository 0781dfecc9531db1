package io.frelay.scenarios;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same two parties hold many sessions at once, each with a tag of its own. */
class TagsSeparateSessionsIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void everyTagMeetsItsOwn() throws Exception {
    List<String> tags =
        List.of("", "a", "A", "a ", "ä", "\"quoted\"", "{\"json\":1}", "0", "x".repeat(3000));
    List<Future<PeerConnection>> waiting = new ArrayList<>();
    for (String tag : tags) {
      waiting.add(Parties.connect(relay, Shared.PKI, "0", "1", tag));
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      order.add(i);
    }
    Collections.reverse(order);
    for (int i : order) {
      Future<PeerConnection> second = Parties.connect(relay, Shared.PKI, "1", "0", tags.get(i));
      try (Pair pair = new Pair(Parties.await(waiting.get(i)), Parties.await(second))) {
        pair.talk();
      }
    }
  }
}
