package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A party that waits while the relay is killed and started again meets its peer all the same. */
class RestartIT {
  @Test
  void waitersComeBackByThemselves() throws Exception {
    RelayProcess before = RelayProcess.startOn(FreePort.next(), Shared.PKI);
    Future<PeerConnection> waiting;
    try (before) {
      waiting = Parties.connect(before, Shared.PKI, "0", "1", "restart");
      before.awaitMeter("frelay_waiters", 1);
      before.kill();
    }
    Future<PeerConnection> early = Parties.connect(before, Shared.PKI, "1", "0", "restart");
    try (RelayProcess after = RelayProcess.startOn(before.port(), Shared.PKI);
        Pair pair = new Pair(Parties.await(waiting), Parties.await(early))) {
      pair.talk();
      assertThat(pair.first().facts().attempts()).isGreaterThan(1);
      after.awaitMeter("frelay_sessions_open", 1);
    }
  }
}
