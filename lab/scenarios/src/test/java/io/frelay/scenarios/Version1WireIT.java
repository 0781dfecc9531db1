package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.HandDrivenParty.Inbound;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Version 1, byte for byte, as a party that knows nothing of our client sees it. */
class Version1WireIT {
  private final RelayProcess relay = Shared.relay();

  /** A party 0 that the relay has put among those who wait. */
  private HandDrivenParty waiter(String tag, String protocol) throws Exception {
    HandDrivenParty waiter = relay.awaitWaiter(() -> request("0", "1", tag, protocol));
    return waiter;
  }

  private HandDrivenParty request(String me, String dest, String tag, String protocol)
      throws Exception {
    return HandDrivenParty.request(relay, me, dest, tag, protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void readyIsOneRecordThenCloseNotifyThenRawBytes(String protocol) throws Exception {
    String tag = "wire-" + protocol;
    try (HandDrivenParty waiter = waiter(tag, protocol);
        HandDrivenParty second = request("1", "0", tag, protocol)) {
      assertThat(waiter.protocol()).isEqualTo(protocol);

      assertThat(second.nextText()).isEqualTo("{\"Mode\":1}");
      assertThat(second.nextRecord()).isInstanceOf(Inbound.CloseNotify.class);
      assertThat(waiter.nextText()).isEqualTo("{\"Mode\":2}");
      assertThat(waiter.nextRecord()).isInstanceOf(Inbound.CloseNotify.class);

      byte[] toSecond = random(100_000);
      byte[] toWaiter = random(70_000);
      waiter.send(toSecond);
      second.send(toWaiter);
      assertThat(second.readRaw(toSecond.length)).isEqualTo(toSecond);
      assertThat(waiter.readRaw(toWaiter.length)).isEqualTo(toWaiter);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void rawBytesInOneSegmentWithTheLastRecordAreNotLost(String protocol) throws Exception {
    String tag = "glued-" + protocol;
    byte[] early = "raw bytes, early".getBytes(StandardCharsets.US_ASCII);
    try (HandDrivenParty waiter = waiter(tag, protocol);
        HandDrivenParty second = HandDrivenParty.connect(relay, "1", protocol)) {
      second.handshake();
      byte[] last = second.seal("{\"DestParty\":\"0\",\"Tag\":\"" + tag + "\"}");
      second.send(concat(last, early));

      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
      assertThat(waiter.readRaw(early.length)).isEqualTo(early);
      assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
    }
  }

  /** Some TLS libraries answer a close_notify whether they are asked to or not. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aCloseNotifyOfTheirOwnGluedToRawBytesLosesNone(String protocol) throws Exception {
    String tag = "polite-" + protocol;
    byte[] raw = random(40_000);
    raw[0] = 22; // the end-to-end TLS begins with a handshake record
    try (HandDrivenParty waiter = waiter(tag, protocol);
        HandDrivenParty second = request("1", "0", tag, protocol)) {
      waiter.awaitReady();
      second.awaitReady();
      waiter.send(concat(waiter.sealCloseNotify(), raw));
      assertThat(second.readRaw(raw.length)).isEqualTo(raw);
    }
  }

  /** As Go's json.Encoder ends every value with a line end; here it comes late. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aLineEndAfterTheRequestIsNotTakenForRawBytes(String protocol) throws Exception {
    String tag = "newline-" + protocol;
    try (HandDrivenParty waiter = waiter(tag, protocol)) {
      waiter.send(waiter.seal("\n"));
      try (HandDrivenParty second = request("1", "0", tag, protocol)) {
        second.send(concat(second.seal("\r\n"), new byte[] {22, 1, 2, 3}));
        assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":2}");
        assertThat(second.awaitReady()).isEqualTo("{\"Mode\":1}");
        assertThat(waiter.readRaw(4)).containsExactly(22, 1, 2, 3);
        waiter.send(new byte[] {7});
        assertThat(second.readRaw()).isEqualTo(7);
      }
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    bytes[0] = 22;
    return bytes;
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
