package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The key of a live session opens a new waiter, never a second hand on the old stream. */
class LiveSessionIsUndisturbedIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void theSamePartyAgainWaitsForANewSession() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    try (Pair live = Pair.of(relay, Shared.PKI, "live")) {
      live.talk();
      Future<PeerConnection> again = Parties.connect(relay, Shared.PKI, "0", "1", "live");
      relay.awaitMeter("frelay_waiters", waiters + 1);
      live.talk();
      assertThat(again.isDone()).isFalse();

      Future<PeerConnection> peer = Parties.connect(relay, Shared.PKI, "1", "0", "live");
      try (Pair second = new Pair(Parties.await(again), Parties.await(peer))) {
        second.talk();
        live.talk();
      }
      live.talk();
    }
  }
}
