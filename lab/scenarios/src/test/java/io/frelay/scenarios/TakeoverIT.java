package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.client.RefusedException;
import io.frelay.protocol.RefusalCode;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A party that comes again replaces its own stale waiter: it never locks itself out. */
class TakeoverIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void theNewerConnectionWaitsAndTheOlderIsTold() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    Future<PeerConnection> stale = Parties.connect(relay, Shared.PKI, "0", "1", "takeover-2");
    relay.awaitMeter("frelay_waiters", waiters + 1);
    Future<PeerConnection> fresh = Parties.connect(relay, Shared.PKI, "0", "1", "takeover-2");

    RefusedException told =
        Assertions.catchThrowableOfType(RefusedException.class, () -> Parties.await(stale));
    assertThat(told.code()).isEqualTo(RefusalCode.TAKEN_OVER);
    assertThat(relay.meter("frelay_waiters")).isEqualTo(waiters + 1);

    Future<PeerConnection> peer = Parties.connect(relay, Shared.PKI, "1", "0", "takeover-2");
    try (Pair pair = new Pair(Parties.await(fresh), Parties.await(peer))) {
      pair.talk();
    }
  }

  @Test
  void aVersion1WaiterIsDisconnectedWithoutAWord() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    double takenOver = relay.closed("taken_over");
    try (HandDrivenParty stale = HandDrivenParty.request(relay, "0", "1", "takeover-1")) {
      relay.awaitMeter("frelay_waiters", waiters + 1);
      try (HandDrivenParty fresh = HandDrivenParty.request(relay, "0", "1", "takeover-1");
          HandDrivenParty peer = takenOverThenPeer(stale, takenOver)) {
        assertThat(peer.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(fresh.awaitReady()).isEqualTo("{\"Mode\":2}");
        fresh.send(new byte[] {22});
        assertThat(peer.readRaw()).isEqualTo(22);
      }
    }
  }

  private HandDrivenParty takenOverThenPeer(HandDrivenParty stale, double before) throws Exception {
    relay.awaitClosed("taken_over", before);
    assertThat(stale.isTurnedAway()).isTrue();
    return HandDrivenParty.request(relay, "1", "0", "takeover-1");
  }
}
