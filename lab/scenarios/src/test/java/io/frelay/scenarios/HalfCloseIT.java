package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One side ends its stream; the other's flows on until it ends too, and every byte arrives. */
class HalfCloseIT {
  private static final int LARGE = 20_000_000;

  private static final byte[] QUESTION = {1, 2, 3};

  private final RelayProcess relay = Shared.relay();

  @Test
  void returnTrafficOutlivesTheRequestsEnd() throws Exception {
    byte[] answer = new byte[LARGE];
    new Random(1).nextBytes(answer);
    double completed = relay.meter("frelay_sessions_closed_total{reason=\"completed\"}");
    try (Pair pair = Pair.of(relay, Shared.PKI, "half-close")) {
      pair.first().out().write(QUESTION);
      pair.first().shutdownOutput();
      Future<Void> answering =
          Parties.run(
              () -> {
                assertThat(pair.second().in().readAllBytes()).isEqualTo(QUESTION);
                pair.second().out().write(answer);
                pair.second().shutdownOutput();
                return null;
              });
      assertThat(pair.first().in().readAllBytes()).isEqualTo(answer);
      Parties.await(answering);
    }
    relay.awaitMeter("frelay_sessions_closed_total{reason=\"completed\"}", completed + 1);
  }

  /** The same below TLS: TCP's own half-close is carried through. */
  @Test
  void aFinIsCarriedThroughAfterTheLastByte() throws Exception {
    byte[] data = new byte[LARGE];
    new Random(2).nextBytes(data);
    data[0] = 22;
    try (HandDrivenParty waiter = HandDrivenParty.request(relay, "0", "1", "fin");
        HandDrivenParty second = HandDrivenParty.request(relay, "1", "0", "fin")) {
      waiter.awaitReady();
      second.awaitReady();
      carry(data, waiter, second);
      carry(data, second, waiter);
    }
  }

  private static void carry(byte[] data, HandDrivenParty from, HandDrivenParty to)
      throws Exception {
    Future<Void> sending =
        Parties.run(
            () -> {
              from.send(data);
              from.socket().shutdownOutput();
              return null;
            });
    assertThat(to.readRaw(data.length)).isEqualTo(data);
    assertThat(to.readRaw()).isEqualTo(-1);
    Parties.await(sending);
  }

  /** A party may be through before the other has taken the first byte. */
  @Test
  void anEndRightBehindTheSwitchIsNotLost() throws Exception {
    try (HandDrivenParty waiter = HandDrivenParty.request(relay, "0", "1", "early-fin");
        HandDrivenParty second = HandDrivenParty.request(relay, "1", "0", "early-fin")) {
      waiter.awaitReady();
      waiter.send(new byte[] {22});
      waiter.socket().shutdownOutput();
      second.awaitReady();
      assertThat(second.readRaw()).isEqualTo(22);
      assertThat(second.readRaw()).isEqualTo(-1);
      second.send(new byte[] {22});
      second.socket().shutdownOutput();
      assertThat(waiter.readRaw()).isEqualTo(22);
      assertThat(waiter.readRaw()).isEqualTo(-1);
    }
  }

  @Test
  void closingOneSideEndsTheOther() throws Exception {
    try (Pair pair = Pair.of(relay, Shared.PKI, "close")) {
      pair.first().out().write(new byte[] {1, 2, 3});
      Future<byte[]> rest = Parties.run(() -> pair.second().in().readAllBytes());
      Future<PeerConnection> closing =
          Parties.run(
              () -> {
                pair.first().close();
                return pair.first();
              });
      assertThat(Parties.await(rest)).containsExactly(1, 2, 3);
      pair.second().close();
      Parties.await(closing);
    }
  }
}
