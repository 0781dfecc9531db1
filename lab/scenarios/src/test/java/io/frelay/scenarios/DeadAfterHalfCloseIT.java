package io.frelay.scenarios;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;

/** A party that half-closes and then dies is noticed, though its peer is silent. */
class DeadAfterHalfCloseIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void theSessionEnds() throws Exception {
    double open = relay.meter("frelay_sessions_open");
    try (HandDrivenParty silent = HandDrivenParty.request(relay, "0", "1", "dead-half")) {
      HandDrivenParty dying = HandDrivenParty.request(relay, "1", "0", "dead-half");
      silent.awaitReady();
      dying.awaitReady();
      dying.socket().shutdownOutput();
      relay.awaitMeter("frelay_sessions_open", open + 1);
      dying.socket().setSoLinger(true, 0);
      dying.close(); // a reset
      relay.awaitMeter("frelay_sessions_open", open);
      relay.awaitLine("session ended", "tag=dead-half", "reason=reset");
    }
  }
}
