package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;

/** A request has at most 4096 bytes, however it comes. */
class OversizedRequestIT {
  private static final String EMPTY_TAG = "{\"DestParty\":\"%s\",\"Tag\":\"%s\"}";

  private final RelayProcess relay = Shared.relay();

  @Test
  void theLongestIsServed() throws Exception {
    try (HandDrivenParty waiter = connected("0");
        HandDrivenParty second = connected("1")) {
      waiter.send(waiter.seal(ofLength("1", 4096)));
      second.send(second.seal(ofLength("0", 4096)));
      assertThat(waiter.awaitReady() + second.awaitReady()).contains("1").contains("2");
    }
  }

  @Test
  void oneByteMoreIsNot() throws Exception {
    double before = relay.closed("malformed_request");
    try (HandDrivenParty party = connected("0")) {
      party.send(party.seal(ofLength("1", 4097)));
      assertThat(party.isTurnedAway()).isTrue();
    }
    relay.awaitClosed("malformed_request", before);
  }

  @Test
  void norIsOneThatNeverEnds() throws Exception {
    double before = relay.closed("malformed_request");
    try (HandDrivenParty party = connected("0")) {
      party.send(party.seal("{\"DestParty\":\"1\",\"Tag\":\""));
      for (int i = 0; i < 41; i++) {
        party.send(party.seal("t".repeat(100)));
      }
      assertThat(party.isTurnedAway()).isTrue();
    }
    relay.awaitClosed("malformed_request", before);
  }

  private static String ofLength(String dest, int length) {
    int rest = length - EMPTY_TAG.formatted(dest, "").length();
    return EMPTY_TAG.formatted(dest, "t".repeat(rest));
  }

  private HandDrivenParty connected(String name) throws Exception {
    HandDrivenParty party = HandDrivenParty.connect(relay, name);
    party.handshake();
    return party;
  }
}
