package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request may come in any number of TLS records, and these in any number of segments. */
class SplitRequestIT {
  private static final String REQUEST = "{\"DestParty\":\"%s\",\"Tag\":\"split-%s\"}";

  private final RelayProcess relay = Shared.relay();

  @Test
  void twoRecordsCutAnywhere() throws Exception {
    for (int cut = 0; cut <= REQUEST.formatted("0", "two").length(); cut++) {
      String request = REQUEST.formatted("0", "two");
      try (HandDrivenParty waiter = waiter("two");
          HandDrivenParty second = connected("1", "TLSv1.3")) {
        second.send(second.seal(request.substring(0, cut)));
        second.send(second.seal(request.substring(cut)));
        assertServed(waiter, second);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRecordForEveryByteInOneSegment(String protocol) throws Exception {
    try (HandDrivenParty waiter = waiter("bytes");
        HandDrivenParty second = connected("1", protocol)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (char each : REQUEST.formatted("0", "bytes").toCharArray()) {
        all.writeBytes(second.seal(String.valueOf(each)));
      }
      second.send(all.toByteArray());
      assertServed(waiter, second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRecordForEveryByteInASegmentForEveryByte(String protocol) throws Exception {
    try (HandDrivenParty waiter = waiter("all");
        HandDrivenParty second = connected("1", protocol).sendInPieces(1)) {
      for (char each : REQUEST.formatted("0", "all").toCharArray()) {
        second.send(second.seal(String.valueOf(each)));
      }
      assertServed(waiter, second);
    }
  }

  private HandDrivenParty waiter(String tag) throws Exception {
    HandDrivenParty waiter = connected("0", "TLSv1.3");
    waiter.send(waiter.seal(REQUEST.formatted("1", tag)));
    return waiter;
  }

  private HandDrivenParty connected(String party, String protocol) throws Exception {
    HandDrivenParty connected = HandDrivenParty.connect(relay, party, protocol);
    connected.handshake();
    return connected;
  }

  private static void assertServed(HandDrivenParty waiter, HandDrivenParty second)
      throws Exception {
    assertThat(waiter.awaitReady() + second.awaitReady()).contains("1").contains("2");
    waiter.send(new byte[] {22, 7});
    assertThat(second.readRaw(2)).containsExactly(22, 7);
  }
}
