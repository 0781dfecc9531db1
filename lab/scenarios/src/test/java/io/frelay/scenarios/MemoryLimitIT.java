package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** The user who holds most memory loses its oldest connections when memory is short. */
class MemoryLimitIT {
  /** More than the relay's share for parties, 4 MB, has room for, at 20 KB each. */
  private static final int WAITERS = 260;

  @Test
  void waitersOfOneUserTakeNoPlaceOfAnothers() throws Exception {
    Pki pki = Pki.standard();
    pki.user("greedy");
    pki.party("greedy", "0", CertificateOptions.DEFAULTS);
    SSLContext greedy = pki.outerTls("greedy", "0");
    List<HandDrivenParty> waiters = new ArrayList<>();
    try (RelayProcess relay = RelayProcess.start(pki, "relay.limits.memory=8M");
        HandDrivenParty early =
            HandDrivenParty.request(relay.port(), pki.outerTls("user1", "0"), "1", "t")) {
      relay.awaitMeter("frelay_waiters", 1);
      for (int i = 0; i < WAITERS; i++) {
        waiters.add(HandDrivenParty.request(relay.port(), greedy, "1", "t" + i));
      }
      assertThat(relay.log()).noneMatch(line -> line.contains("Netty does not count"));
      double most = 4 << 20;
      assertThat(relay.meter("frelay_memory_limit_bytes{part=\"parties\"}")).isEqualTo(most);
      assertThat(waiters.get(0).isTurnedAway()).as("the oldest").isTrue();
      assertThat(relay.closed("over_memory_budget")).isPositive();
      assertThat(relay.meter("frelay_memory_held_bytes{part=\"parties\"}"))
          .isBetween(most / 2, most);

      try (HandDrivenParty peer =
          HandDrivenParty.request(relay.port(), pki.outerTls("user1", "1"), "0", "t")) {
        assertThat(peer.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(early.awaitReady()).isEqualTo("{\"Mode\":2}");
      }
      for (HandDrivenParty waiter : waiters) {
        waiter.close();
      }
      early.socket().close();
      relay.awaitMeter("frelay_connections_open", 0);
      relay.awaitMeter("frelay_memory_held_bytes{part=\"parties\"}", 0);
      relay.awaitMeter("frelay_memory_held_bytes{part=\"strangers\"}", 0);
      relay.awaitMeter("frelay_memory_held_bytes{part=\"buffers\"}", 0);
    }
  }
}
