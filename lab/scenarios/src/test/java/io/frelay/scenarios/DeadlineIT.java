package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;

/** Nobody waits longer than it said it can, or than the relay lets anyone wait. */
class DeadlineIT {
  private static final String PEER_TIMEOUT = "{\"Error\":{\"Code\":\"peer_timeout\",";

  private final RelayProcess relay = Shared.relay();

  private static HandDrivenParty ask(RelayProcess relay, Pki pki, String tag, String more)
      throws Exception {
    HandDrivenParty party = HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "0"));
    party.handshake();
    party.send(
        party.seal("{\"DestParty\":\"1\",\"Tag\":\"%s\",\"Version\":2%s}".formatted(tag, more)));
    return party;
  }

  @Test
  void theRequestsOwnTimeoutIsKept() throws Exception {
    try (HandDrivenParty party = ask(relay, Shared.PKI, "deadline", ",\"TimeoutMs\":300")) {
      assertThat(party.awaitReady()).startsWith(PEER_TIMEOUT);
      assertThat(party.readRaw()).isEqualTo(-1);
    }
  }

  @Test
  void noTimeLeftIsRefusedAtOnce() throws Exception {
    try (HandDrivenParty party = ask(relay, Shared.PKI, "no-time", ",\"TimeoutMs\":0")) {
      assertThat(party.awaitReady()).startsWith(PEER_TIMEOUT);
    }
  }

  @Test
  void noTimeLeftTakesNobodysPlace() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    try (HandDrivenParty waiter = ask(relay, Shared.PKI, "place", "")) {
      relay.awaitMeter("frelay_waiters", waiters + 1);
      try (HandDrivenParty looking = ask(relay, Shared.PKI, "place", ",\"TimeoutMs\":0")) {
        assertThat(looking.awaitReady()).startsWith(PEER_TIMEOUT);
      }
      try (HandDrivenParty peer = HandDrivenParty.request(relay, "1", "0", "place")) {
        assertThat(peer.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(waiter.awaitReady()).startsWith("{\"Mode\":2");
      }
    }
  }

  @Test
  void noTimeLeftIsEnoughIfThePeerWaits() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    try (HandDrivenParty waiter = HandDrivenParty.request(relay, "1", "0", "just-in-time")) {
      relay.awaitMeter("frelay_waiters", waiters + 1);
      try (HandDrivenParty party = ask(relay, Shared.PKI, "just-in-time", ",\"TimeoutMs\":0")) {
        assertThat(party.awaitReady()).isEqualTo("{\"Mode\":1,\"Version\":2}");
        assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      }
    }
  }

  @Test
  void theRelaysLongestWaitHoldsForAll() throws Exception {
    try (RelayProcess strict = RelayProcess.start(Shared.PKI, "relay.timeouts.waiting=300ms");
        HandDrivenParty version2 = ask(strict, Shared.PKI, "a", ",\"TimeoutMs\":600000");
        HandDrivenParty silent = ask(strict, Shared.PKI, "b", "");
        HandDrivenParty version1 = HandDrivenParty.request(strict, "0", "1", "c")) {
      assertThat(version2.awaitReady()).startsWith(PEER_TIMEOUT);
      assertThat(silent.awaitReady()).startsWith(PEER_TIMEOUT);
      assertThat(version1.isTurnedAway()).isTrue();
      strict.awaitMeter("frelay_connections_closed_total{reason=\"peer_timeout\"}", 3);
    }
  }
}
