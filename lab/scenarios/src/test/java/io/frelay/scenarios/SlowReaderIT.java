package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.PlacedBytes;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A reader that stops stops its writer, and the relay's memory does not grow meanwhile. */
class SlowReaderIT {
  private static final long MORE_THAN_ANY_BUFFER = 400L << 20;
  private static final int CHUNK = 1 << 16;
  private static final double MAX_BUFFERED = 24 << 20;

  @Test
  void theWriterIsHeldBackAndNothingIsLost() throws Exception {
    // Too little memory to buffer the stream: a relay that tried would die.
    try (RelayProcess relay =
            RelayProcess.startWithJvm(
                Shared.PKI, List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m"));
        HandDrivenParty writer = HandDrivenParty.request(relay, "0", "1", "slow");
        HandDrivenParty reader = HandDrivenParty.request(relay, "1", "0", "slow")) {
      writer.awaitReady();
      reader.awaitReady();
      AtomicLong written = new AtomicLong();
      Future<Void> writing =
          Parties.run(
              () -> {
                while (written.get() < MORE_THAN_ANY_BUFFER) {
                  writer.send(PlacedBytes.at(written.get(), CHUNK));
                  written.addAndGet(CHUNK);
                }
                writer.socket().shutdownOutput();
                return null;
              });
      long held = awaitStandstill(written);
      assertThat(held).isLessThan(MORE_THAN_ANY_BUFFER);
      assertThat(relay.meter("frelay_bytes_total")).isLessThan(MAX_BUFFERED);

      // Others are not held back.
      try (Pair pair = Pair.of(relay, Shared.PKI, "others")) {
        pair.talk();
      }
      long received = 0;
      for (byte[] piece = reader.readSome(1 << 16);
          piece.length > 0;
          piece = reader.readSome(1 << 16)) {
        received = PlacedBytes.require(received, piece);
      }
      assertThat(received).isEqualTo(MORE_THAN_ANY_BUFFER);
      Parties.await(writing);
    }
  }

  /** The writer stands still when it has not got further between two looks. */
  private static long awaitStandstill(AtomicLong written) {
    long[] before = {-1};
    Awaitility.await()
        .pollInterval(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              long now = written.get();
              boolean still = now > 0 && now == before[0];
              before[0] = now;
              return still;
            });
    return written.get();
  }
}
