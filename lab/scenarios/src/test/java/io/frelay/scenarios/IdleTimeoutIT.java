package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.SteadyStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code relay.timeouts.idle} ends a session that carries nothing; without it none ends. */
class IdleTimeoutIT {
  @Test
  void anIdleSessionEndsAndABusyOneDoesNot() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.timeouts.idle=2s");
        SteadyStream busy = SteadyStream.over(Pair.of(relay, Shared.PKI, "busy"));
        Pair pair = Pair.of(relay, Shared.PKI, "idle")) {
      pair.talk();
      assertThatThrownBy(() -> pair.first().in().read()).isInstanceOf(IOException.class);
      relay.awaitLine("session ended", "tag=idle", "reason=idle_timeout");
      assertThat(busy.received()).isPositive();
      busy.finish(); // older than the idle one
    }
  }
}
