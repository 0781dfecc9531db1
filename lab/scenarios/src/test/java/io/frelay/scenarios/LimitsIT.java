package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** One connection too many is closed, and only that one; a freed place can be taken again. */
class LimitsIT {
  private final SSLContext zero = Shared.PKI.outerTls("user1", "0");

  @Test
  void connectionsInAllAndPerAddress() throws Exception {
    for (String[] limit :
        new String[][] {
          {"relay.limits.connections", "too_many_connections"},
          {"relay.limits.connections-per-address", "too_many_from_address"}
        }) {
      try (RelayProcess relay = RelayProcess.start(Shared.PKI, limit[0] + "=3")) {
        List<HandDrivenParty> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          waiters.add(HandDrivenParty.request(relay.port(), zero, "1", "t" + i));
        }
        relay.awaitMeter("frelay_waiters", 3);
        assertThat(HandDrivenParty.isTurnedAwayUnheard(relay.port(), zero)).isTrue();
        relay.awaitClosed(limit[1], 0);
        waiters.get(0).close();
        relay.awaitMeter("frelay_connections_open", 2);
        waiters.add(HandDrivenParty.request(relay.port(), zero, "1", "t9"));
        relay.awaitMeter("frelay_waiters", 3);
        for (HandDrivenParty waiter : waiters) {
          waiter.close();
        }
      }
    }
  }

  @Test
  void connectionsThatHaveNotMadeTheirRequest() throws Exception {
    try (RelayProcess relay =
            RelayProcess.start(
                Shared.PKI,
                "relay.limits.unauthenticated-per-address=2",
                "relay.timeouts.prepared=0s");
        HandDrivenParty handshaken = HandDrivenParty.connect(relay.port(), zero)) {
      HandDrivenParty silent = HandDrivenParty.connect(relay.port(), zero);
      handshaken.handshake();
      relay.awaitMeter("frelay_connections_open", 2);
      assertThat(HandDrivenParty.isTurnedAwayUnheard(relay.port(), zero)).isTrue();
      relay.awaitClosed("too_many_unauthenticated", 0);

      handshaken.send(handshaken.seal("{\"DestParty\":\"1\"}"));
      relay.awaitMeter("frelay_waiters", 1);
      silent.close();
      relay.awaitMeter("frelay_connections_open", 1);
      try (Pair pair = Pair.of(relay, Shared.PKI, "t")) {
        pair.talk();
      }
    }
  }

  @Test
  void connectionsOfOneParty() throws Exception {
    try (RelayProcess relay =
            RelayProcess.start(Shared.PKI, "relay.limits.connections-per-party=1");
        HandDrivenParty first = HandDrivenParty.request(relay.port(), zero, "1", "a")) {
      relay.awaitMeter("frelay_waiters", 1);
      try (HandDrivenParty second = HandDrivenParty.connect(relay.port(), zero)) {
        second.handshake();
        second.send(second.seal("{\"DestParty\":\"1\",\"Tag\":\"b\",\"Version\":2}"));
        assertThat(second.awaitReady()).startsWith("{\"Error\":{\"Code\":\"too_many_from_party\"");
      }
      try (HandDrivenParty other = HandDrivenParty.request(relay, "1", "0", "a")) {
        assertThat(other.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(first.awaitReady()).isEqualTo("{\"Mode\":2}");
      }
      first.socket().close();
      relay.awaitMeter("frelay_connections_open", 0);
      HandDrivenParty again = HandDrivenParty.request(relay.port(), zero, "1", "c");
      relay.awaitMeter("frelay_waiters", 1);
      again.close();
    }
  }
}
