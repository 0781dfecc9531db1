package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.PlacedBytes;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Many writers end their stream while their readers are slow: what the kernel has received of them
 * stays there and does not move into the relay's memory.
 */
class SlowReadersOfEndedWritersIT {
  private static final int SESSIONS = 40;
  private static final int WARM_UP = 12 << 20;
  private static final int UNREAD = 3 << 20;

  @Test
  void theRelaysMemoryIsEnough() throws Exception {
    try (RelayProcess relay =
        RelayProcess.startWithJvm(Shared.PKI, List.of("-Xmx64m", "-XX:MaxDirectMemorySize=48m"))) {
      List<HandDrivenParty> writers = new ArrayList<>();
      List<HandDrivenParty> readers = new ArrayList<>();
      List<Future<Void>> writing = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        HandDrivenParty writer = request(relay, "0", "1", "t" + i);
        HandDrivenParty reader = request(relay, "1", "0", "t" + i);
        writer.awaitReady();
        reader.awaitReady();
        Future<Void> warming = Parties.run(() -> write(writer, WARM_UP)); // widens the window
        PlacedBytes.require(0, reader.readRaw(WARM_UP));
        Parties.await(warming);
        writing.add(
            Parties.run(
                () -> {
                  write(writer, UNREAD);
                  writer.socket().shutdownOutput();
                  return null;
                }));
        writers.add(writer);
        readers.add(reader);
      }
      for (HandDrivenParty reader : readers) {
        PlacedBytes.require(0, reader.readRaw(UNREAD));
        assertThat(reader.readRaw()).isEqualTo(-1);
      }
      for (Future<Void> each : writing) {
        Parties.await(each);
      }
      for (int i = 0; i < SESSIONS; i++) {
        readers.get(i).close();
        writers.get(i).close();
      }
      relay.awaitMeter("frelay_connections_open", 0);
      assertThat(relay.closed("internal_error")).isZero();
    }
  }

  private static HandDrivenParty request(RelayProcess relay, String me, String dest, String tag)
      throws Exception {
    return HandDrivenParty.request(relay, me, dest, tag);
  }

  private static Void write(HandDrivenParty writer, int count) throws Exception {
    writer.send(PlacedBytes.at(0, count));
    return null;
  }
}
