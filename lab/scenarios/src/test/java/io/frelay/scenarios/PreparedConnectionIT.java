package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.Speech;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Connections that stand authenticated before their request, byte for byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreparedConnectionIT {
  private static final int MOST = 4;

  @AutoClose private RelayProcess relay;

  @BeforeAll
  void start() {
    relay =
        RelayProcess.start(
            Shared.PKI,
            "relay.timeouts.request=1s",
            "relay.timeouts.prepared=4s",
            "relay.limits.connections-per-party=" + MOST);
  }

  /** So many that stand longer than a request may take. */
  private List<HandDrivenParty> prepared(String party, int count) throws Exception {
    double before = relay.meter("frelay_prepared");
    List<HandDrivenParty> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      HandDrivenParty each = HandDrivenParty.connect(relay, party);
      each.handshake();
      all.add(each);
    }
    relay.awaitMeter("frelay_prepared", before + Math.min(count, MOST));
    return all;
  }

  private void ask(HandDrivenParty party, String request) throws Exception {
    party.send(party.seal(request));
  }

  @Test
  void version1ServesOnThemAsOnAnyOther() throws Exception {
    try (HandDrivenParty waiter = prepared("0", 1).get(0);
        HandDrivenParty second = prepared("1", 1).get(0)) {
      ask(waiter, "{\"DestParty\":\"1\",\"Tag\":\"v1\"}");
      relay.awaitMeter("frelay_waiters", 1);
      ask(second, "{\"DestParty\":\"0\",\"Tag\":\"v1\"}");
      assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      byte[] hello = Speech.hello(300);
      waiter.send(hello);
      assertThat(second.readRaw(hello.length)).isEqualTo(hello);
    }
  }

  @Test
  void aWaiterIsToldThatItIsHeardAndBothHowLongTheNextMayStand() throws Exception {
    byte[] hello = Speech.hello(400);
    try (HandDrivenParty waiter = prepared("0", 1).get(0);
        HandDrivenParty second = prepared("1", 1).get(0)) {
      ask(waiter, "{\"DestParty\":\"1\",\"Tag\":\"v2\",\"Version\":2,\"Prepared\":true}");
      assertThat(waiter.nextText()).isEqualTo(" ");
      String early = Speech.EARLY_HELLO.request("0", "v2", hello);
      ask(second, early.replace("\"Version\":2", "\"Version\":2,\"Prepared\":true"));
      assertThat(second.awaitReady())
          .isEqualTo(
              "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true,\"StandingMs\":4000}");
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":1,\"Version\":2,\"StandingMs\":4000}");
      assertThat(waiter.readRaw(hello.length)).isEqualTo(hello);
    }
  }

  @Test
  void theyEndInTheirTimeAndHaveTheUsualOneFromTheirFirstByteOn() throws Exception {
    double standing = relay.closed("prepared_timeout");
    double begun = relay.closed("request_timeout");
    try (HandDrivenParty silent = prepared("0", 1).get(0);
        HandDrivenParty slow = prepared("1", 1).get(0)) {
      ask(slow, "{");
      relay.awaitClosed("request_timeout", begun);
      assertThat(slow.isTurnedAway()).isTrue();
      relay.awaitClosed("prepared_timeout", standing);
      assertThat(silent.isTurnedAway()).isTrue();
    }
  }

  /** No more stand than the party may have; the rest has the time for a request, as ever. */
  @Test
  void oneOfTooManyMakesRoomForARequest() throws Exception {
    double late = relay.closed("request_timeout");
    double crowdedOut = relay.closed("crowded_out");
    List<HandDrivenParty> all = prepared("0", MOST + 2);
    relay.awaitMeter("frelay_connections_closed_total{reason=\"request_timeout\"}", late + 2);
    try (HandDrivenParty waiter = HandDrivenParty.request(relay, "0", "1", "crowded");
        HandDrivenParty second = HandDrivenParty.request(relay, "1", "0", "crowded")) {
      second.awaitReady();
      waiter.awaitReady();
      relay.awaitClosed("crowded_out", crowdedOut);
    } finally {
      for (HandDrivenParty each : all) {
        each.close();
      }
    }
  }
}
