package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

/** SIGTERM: not ready, nobody new, waiters are told, sessions run out or are ended in time. */
class DrainIT {
  private static HandDrivenParty version2Waiter(RelayProcess relay) throws Exception {
    HandDrivenParty waiter = HandDrivenParty.connect(relay, "0");
    waiter.handshake();
    waiter.send(waiter.seal("{\"DestParty\":\"2\",\"Tag\":\"\",\"Version\":2}"));
    relay.awaitMeter("frelay_waiters", 1);
    return waiter;
  }

  private static HandDrivenParty prepared(RelayProcess relay, String party) throws Exception {
    HandDrivenParty prepared = HandDrivenParty.connect(relay, party);
    prepared.handshake();
    relay.awaitMeter("frelay_prepared", 1);
    return prepared;
  }

  @Test
  void sessionsRunOut() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.drain-timeout=60s");
        HandDrivenParty prepared = prepared(relay, "1");
        HandDrivenParty waiter = version2Waiter(relay)) {
      try (Pair pair = Pair.of(relay, Shared.PKI, "t")) {
        relay.terminate();
        relay.awaitLine("draining");

        assertThat(waiter.awaitReady()).startsWith("{\"Error\":{\"Code\":\"draining\"");
        assertThat(prepared.isTurnedAway()).isTrue();
        relay.awaitLine("connection ended", "party=1 stage=prepared", "reason=draining");
        assertThat(RestAssured.get(relay.management().resolve("/q/health/ready")).statusCode())
            .isEqualTo(503);
        assertThat(RestAssured.get(relay.management().resolve("/q/health/live")).statusCode())
            .isEqualTo(200);
        assertThatThrownBy(() -> HandDrivenParty.connect(relay, "2").close())
            .isInstanceOf(ConnectException.class);
        pair.talk();
      }
      relay.awaitLine("session ended", "reason=completed");
      assertThat(relay.awaitExit()).isIn(0, 143); // 128 + SIGTERM is the JVM's way to say it
    }
  }

  @Test
  void whatIsLeftAtTheDeadlineIsEndedWithAReason() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.drain-timeout=300ms");
        Pair pair = Pair.of(relay, Shared.PKI, "t")) {
      relay.terminate();
      assertThatThrownBy(() -> Parties.await(Parties.run(() -> pair.first().in().read())))
          .isInstanceOf(IOException.class);
      relay.awaitLine("session ended", "reason=drain_deadline");
      assertThat(relay.awaitExit()).isIn(0, 143);
    }
  }
}
