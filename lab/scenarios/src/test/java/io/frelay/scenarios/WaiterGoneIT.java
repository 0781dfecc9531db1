package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A waiter that leaves, in whatever way, is forgotten: nobody is joined to a dead connection. */
class WaiterGoneIT {
  private final RelayProcess relay = Shared.relay();

  enum Leaving {
    FIN,
    RESET,
    CLOSE_NOTIFY,
    HALF_CLOSE
  }

  @ParameterizedTest
  @EnumSource(Leaving.class)
  void theNextOneWaitsInstead(Leaving leaving) throws Exception {
    String tag = "gone-" + leaving;
    double waiters = relay.meter("frelay_waiters");
    double left = relay.closed("party_left");
    HandDrivenParty waiter = HandDrivenParty.request(relay, "0", "1", tag);
    relay.awaitMeter("frelay_waiters", waiters + 1);
    switch (leaving) {
      case FIN -> waiter.close();
      case RESET -> {
        waiter.socket().setSoLinger(true, 0);
        waiter.close();
      }
      case CLOSE_NOTIFY -> waiter.send(waiter.sealCloseNotify());
      case HALF_CLOSE -> waiter.socket().shutdownOutput();
    }
    relay.awaitMeter("frelay_waiters", waiters);
    relay.awaitClosed("party_left", left);

    Future<PeerConnection> second = Parties.connect(relay, Shared.PKI, "1", "0", tag);
    relay.awaitMeter("frelay_waiters", waiters + 1);
    assertThat(second.isDone()).isFalse();
    Future<PeerConnection> first = Parties.connect(relay, Shared.PKI, "0", "1", tag);
    try (Pair pair = new Pair(Parties.await(first), Parties.await(second))) {
      pair.talk();
    }
    waiter.close();
  }
}
