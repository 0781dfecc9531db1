package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.Speech;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The early ClientHello, byte for byte, as parties that know nothing of our client see it. */
class EarlyHelloWireIT {
  private static final String DELIVERED =
      "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true}";

  private final RelayProcess relay = Shared.relay();

  private HandDrivenParty ask(String me, String request, String... protocols) throws Exception {
    return HandDrivenParty.ask(relay.port(), Shared.PKI.outerTls("user1", me), request, protocols);
  }

  /** A party that the relay has put among those who wait. */
  private HandDrivenParty waiter(String me, String request, String... protocols) throws Exception {
    HandDrivenParty waiter = relay.awaitWaiter(() -> ask(me, request, protocols));
    return waiter;
  }

  /**
   * The count of flights is the point: the second one sends its request with the last flight of the
   * outer TLS, and the next thing it needs is its peer's answer to the ClientHello.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void thePeersAnswerComesWithoutAnotherWordOfTheSecondOne(String protocol) throws Exception {
    String tag = "early-" + protocol;
    byte[] hello = Speech.hello(517);
    byte[] answer = Speech.hello(3000);
    double bytes = relay.meter("frelay_bytes_total");
    try (HandDrivenParty waiter = waiter("0", Speech.VERSION_2.request("1", tag, null), protocol);
        HandDrivenParty second = ask("1", Speech.EARLY_HELLO.request("0", tag, hello), protocol)) {
      assertThat(waiter.awaitReady()).isEqualTo("{\"Mode\":1,\"Version\":2}");
      assertThat(waiter.readRaw(hello.length)).isEqualTo(hello);
      waiter.send(answer);

      assertThat(second.awaitReady()).isEqualTo(DELIVERED);
      assertThat(second.readRaw(answer.length)).isEqualTo(answer);

      // As a TLS 1.3 client may go on: with application data, and no change_cipher_spec before.
      byte[] next = {23, 3, 3, 0, 3, 1, 2, 3};
      second.send(next);
      assertThat(waiter.readRaw(next.length)).isEqualTo(next);
      second.socket().shutdownOutput();
      waiter.socket().shutdownOutput();
      assertThat(waiter.readRaw()).isEqualTo(-1);
      assertThat(second.readRaw()).isEqualTo(-1);
    }
    relay.awaitLine(
        "session ended", "tag=" + tag + " ", "bytes_to_second=3000 bytes_to_waiter=525 ");
    assertThat(relay.meter("frelay_bytes_total") - bytes).isGreaterThanOrEqualTo(3525);
  }

  static Stream<Arguments> everyPair() {
    return Stream.of(Speech.values())
        .flatMap(waiter -> Stream.of(Speech.values()).map(second -> Arguments.of(waiter, second)));
  }

  @ParameterizedTest
  @MethodSource("everyPair")
  void everyPairMeets(Speech waits, Speech comes) throws Exception {
    for (String first : List.of("0", "1")) {
      String other = first.equals("0") ? "1" : "0";
      String tag = "pair-" + waits + comes + first;
      byte[] unused = Speech.hello(400);
      byte[] hello = Speech.hello(500);
      try (HandDrivenParty waiter = waiter(first, waits.request(other, tag, unused));
          HandDrivenParty second = ask(other, comes.request(first, tag, hello))) {
        if (comes == Speech.EARLY_HELLO && waits != Speech.VERSION_1) {
          assertThat(waiter.awaitReady()).isEqualTo(waits.ready(1));
          assertThat(second.awaitReady()).isEqualTo(DELIVERED);
          assertThat(waiter.readRaw(hello.length)).isEqualTo(hello);
        } else {
          assertThat(waiter.awaitReady()).isEqualTo(waits.ready(2));
          assertThat(second.awaitReady()).isEqualTo(comes.ready(1));
        }
        byte[] toSecond = Speech.hello(90_000);
        byte[] toWaiter = Speech.hello(70_000);
        waiter.send(toSecond);
        second.send(toWaiter);
        assertThat(second.readRaw(toSecond.length)).isEqualTo(toSecond);
        assertThat(waiter.readRaw(toWaiter.length)).isEqualTo(toWaiter);
      }
    }
  }

  /** A party may go on at once; nothing of it overtakes its ClientHello. */
  @Test
  void rawBytesBehindTheRequestFollowTheHello() throws Exception {
    byte[] hello = Speech.hello(300);
    byte[] more = Speech.hello(200);
    try (HandDrivenParty waiter = waiter("0", Speech.EARLY_HELLO.request("1", "glued", hello));
        HandDrivenParty second = HandDrivenParty.connect(relay, "1")) {
      second.handshake();
      byte[] request = second.seal(Speech.EARLY_HELLO.request("0", "glued", hello));
      byte[] both = new byte[request.length + more.length];
      System.arraycopy(request, 0, both, 0, request.length);
      System.arraycopy(more, 0, both, request.length, more.length);
      second.send(both);
      waiter.awaitReady();
      assertThat(waiter.readRaw(hello.length)).isEqualTo(hello);
      assertThat(waiter.readRaw(more.length)).isEqualTo(more);
    }
  }

  @Test
  void whoTakesOverIsHandedTheHelloOfItsPeerOnly() throws Exception {
    double takenOver = relay.closed("taken_over");
    byte[] hello = Speech.hello(333);
    try (HandDrivenParty stale =
            waiter("0", Speech.EARLY_HELLO.request("1", "early-takeover", Speech.hello(100)));
        HandDrivenParty fresh =
            ask("0", Speech.EARLY_HELLO.request("1", "early-takeover", Speech.hello(200)))) {
      relay.awaitClosed("taken_over", takenOver);
      assertThat(stale.awaitReady()).startsWith("{\"Error\":{\"Code\":\"taken_over\"");
      try (HandDrivenParty peer =
          ask("1", Speech.EARLY_HELLO.request("0", "early-takeover", hello))) {
        assertThat(fresh.awaitReady()).isEqualTo("{\"Mode\":1,\"Version\":2}");
        assertThat(fresh.readRaw(hello.length)).isEqualTo(hello);
        assertThat(peer.awaitReady()).isEqualTo(DELIVERED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "AAAA", "FgMBAAQBAAAB", "FwMBAAUBAAABBw==", "FgMBAAUCAAABBw=="})
  void whatIsNoClientHelloIsTurnedAway(String hello) throws Exception {
    double malformed = relay.closed("malformed_request");
    try (HandDrivenParty party =
        ask("0", "{\"DestParty\":\"1\",\"Version\":2,\"ClientHello\":\"%s\"}".formatted(hello))) {
      assertThat(party.isTurnedAway()).isTrue();
    }
    relay.awaitClosed("malformed_request", malformed);
  }

  @Test
  void aHelloThatMakesTheRequestTooLongIsTurnedAway() throws Exception {
    double malformed = relay.closed("malformed_request");
    String hello = Base64.getEncoder().encodeToString(Speech.hello(3100));
    try (HandDrivenParty party =
        ask("0", "{\"DestParty\":\"1\",\"Version\":2,\"ClientHello\":\"%s\"}".formatted(hello))) {
      assertThat(party.isTurnedAway()).isTrue();
    }
    relay.awaitClosed("malformed_request", malformed);
  }
}
