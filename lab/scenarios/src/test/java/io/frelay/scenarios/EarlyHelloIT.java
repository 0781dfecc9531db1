package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.client.PeerTlsException;
import io.frelay.protocol.Role;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.Speech;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The early ClientHello with our own client and real end-to-end TLS. */
class EarlyHelloIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void aHelloThatDoesNotFitIsSentLater() throws Exception {
    String tag = "t".repeat(3900);
    Future<PeerConnection> waiting =
        relay.awaitWaiter(() -> Parties.connect(relay, Shared.PKI, "0", "1", tag));
    Future<PeerConnection> second = Parties.connect(relay, Shared.PKI, "1", "0", tag);
    try (Pair pair = new Pair(Parties.await(waiting), Parties.await(second))) {
      pair.talk();
      assertThat(pair.first().facts().role()).isEqualTo(Role.CLIENT);
      assertThat(pair.second().facts().role()).isEqualTo(Role.SERVER);
    }
  }

  /** The relay alone decides who is first; all parties are joined in any case. */
  @Test
  void manyThatComeAtTheSameTimeMeet() throws Exception {
    List<Future<PeerConnection>> zeros = new ArrayList<>();
    List<Future<PeerConnection>> ones = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      zeros.add(connect("0", "1", i));
      ones.add(connect("1", "0", i));
    }
    for (int i = 0; i < zeros.size(); i++) {
      try (Pair pair = new Pair(Parties.await(zeros.get(i)), Parties.await(ones.get(i)))) {
        pair.talk();
        assertThat(pair.first().facts().role()).isNotEqualTo(pair.second().facts().role());
        assertThat(pair.first().facts().attempts() + pair.second().facts().attempts()).isEqualTo(2);
      }
    }
  }

  /** Every third pair has an old party, in either place. */
  private Future<PeerConnection> connect(String me, String peer, int number) {
    int version = number % 3 == 0 && me.equals(number % 2 == 0 ? "0" : "1") ? 1 : 2;
    return Parties.connect(relay, Shared.PKI, "user1", me, peer, "many-" + number, version);
  }

  /**
   * The waiter may break at any moment around the match. Our client then waits again or comes
   * again, and with either meets the next one.
   */
  @Test
  void aWaiterThatBreaksAroundTheMatchIsReplaced() throws Exception {
    for (int i = 0; i < 40; i++) {
      String tag = "breaks-" + i;
      HandDrivenParty breaking =
          relay.awaitWaiter(
              () ->
                  HandDrivenParty.ask(
                      relay.port(),
                      Shared.PKI.outerTls("user1", "0"),
                      Speech.VERSION_2.request("1", tag, null)));
      Future<PeerConnection> second = Parties.connect(relay, Shared.PKI, "1", "0", tag);
      breaking.socket().setSoLinger(true, 0);
      if (i % 2 == 0) {
        breaking.awaitReady(); // otherwise it leaves as the other one comes
      }
      breaking.close();
      Future<PeerConnection> next = Parties.connect(relay, Shared.PKI, "0", "1", tag);
      try (Pair pair = new Pair(Parties.await(next), Parties.await(second))) {
        pair.talk();
      }
    }
  }

  /**
   * A peer sends any bytes as its ClientHello at its own risk; the waiter gets them like those of
   * any peer.
   */
  @Test
  void aHelloThatIsGarbageEndsTheHandshakeOfItsOwnSessionOnly() throws Exception {
    Future<PeerConnection> waiting =
        relay.awaitWaiter(() -> Parties.connect(relay, Shared.PKI, "0", "1", "garbage"));
    try (HandDrivenParty liar =
        HandDrivenParty.ask(
            relay.port(),
            Shared.PKI.outerTls("user1", "1"),
            Speech.EARLY_HELLO.request("0", "garbage", Speech.hello(400)))) {
      liar.awaitReady();
      assertThat(liar.readRaw(1)).containsExactly(21); // an alert
    }
    assertThat(
            Assertions.catchThrowableOfType(PeerTlsException.class, () -> Parties.await(waiting)))
        .hasMessageContaining("end-to-end TLS with party 1 failed");
  }
}
