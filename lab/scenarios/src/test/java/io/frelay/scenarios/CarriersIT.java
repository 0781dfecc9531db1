package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.RelayTransport;
import io.frelay.scenarios.support.Shared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever carries the bytes: all of them arrive, once and in order, both ways at once. */
class CarriersIT {
  private static final int SESSIONS = 3;
  private static final long BYTES = 48 << 20;

  /** A connection begins like the end-to-end TLS. */
  private static final byte[] BEGINNING = {22, 3, 3};

  @ParameterizedTest
  @EnumSource
  void everyByteArrivesOnceAndInOrder(RelayTransport transport) throws Exception {
    try (RelayProcess relay = RelayProcess.startWithJvm(Shared.PKI, transport.jvm())) {
      List<Future<Void>> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        String tag = "bulk-" + i;
        sessions.add(Parties.run(() -> exchange(relay, tag)));
      }
      for (Future<Void> session : sessions) {
        Parties.await(session);
      }
      relay.awaitMeter("frelay_sessions_open", 0);
      assertThat(relay.meter("frelay_bytes_total"))
          .isEqualTo(2.0 * SESSIONS * (BYTES + BEGINNING.length));
    }
  }

  private static Void exchange(RelayProcess relay, String tag) throws Exception {
    try (HandDrivenParty zero = HandDrivenParty.request(relay, "0", "1", tag);
        HandDrivenParty one = HandDrivenParty.request(relay, "1", "0", tag)) {
      zero.awaitReady();
      one.awaitReady();
      Future<Long> sentByZero = Parties.run(() -> send(zero, 0));
      Future<Long> sentByOne = Parties.run(() -> send(one, 1));
      Future<Long> receivedByZero = Parties.run(() -> receive(zero));
      assertThat(receive(one)).isEqualTo(Parties.await(sentByZero));
      assertThat(Parties.await(receivedByZero)).isEqualTo(Parties.await(sentByOne));
    }
    return null;
  }

  /** Sends random bytes in pieces of random sizes; returns their checksum. */
  private static long send(HandDrivenParty party, long seed) throws Exception {
    Random random = new Random(seed);
    CRC32C sum = new CRC32C();
    sum.update(BEGINNING);
    party.send(BEGINNING);
    for (long left = BYTES; left > 0; ) {
      byte[] piece = new byte[(int) Math.min(left, 1 + random.nextInt(1 << 20))];
      random.nextBytes(piece);
      sum.update(piece);
      party.send(piece);
      left -= piece.length;
    }
    party.socket().shutdownOutput();
    return sum.getValue();
  }

  private static long receive(HandDrivenParty party) throws Exception {
    CRC32C sum = new CRC32C();
    byte[] piece = party.readSome(1 << 18);
    assertThat(Arrays.copyOf(piece, 1)).containsExactly(BEGINNING[0]);
    for (; piece.length > 0; piece = party.readSome(1 << 18)) {
      sum.update(piece);
    }
    return sum.getValue();
  }
}
