package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.PlacedBytes;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.RelayTransport;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A party that has ended its own direction and reads slowly still gets all that its peer sends,
 * also when the peer ends long before it has been read.
 */
class HalfClosedUploadIT {
  private static final int SESSIONS = 5;
  private static final int ROUND_TRIPS = 100;
  private static final int PIECE = 1 << 16;
  private static final long BYTES = 16L << 20;

  @ParameterizedTest
  @EnumSource
  void arrivesWhole(RelayTransport transport) throws Exception {
    try (RelayProcess relay = RelayProcess.startWithJvm(Shared.PKI, transport.jvm())) {
      for (int i = 0; i < SESSIONS; i++) {
        upload(relay, "upload-" + i);
      }
      relay.awaitMeter("frelay_sessions_open", 0);
    }
  }

  private static void upload(RelayProcess relay, String tag) throws Exception {
    try (HandDrivenParty sender = HandDrivenParty.request(relay, "0", "1", tag);
        HandDrivenParty receiver = HandDrivenParty.request(relay, "1", "0", tag)) {
      sender.awaitReady();
      receiver.awaitReady();
      byte[] one = {22};
      for (int i = 0; i < ROUND_TRIPS; i++) {
        sender.send(one);
        assertThat(receiver.readRaw(1)).isEqualTo(one);
        receiver.send(one);
        assertThat(sender.readRaw(1)).isEqualTo(one);
      }
      receiver.socket().shutdownOutput();
      assertThat(sender.readSome(1)).isEmpty();

      Future<Void> sending =
          Parties.run(
              () -> {
                for (long sent = 0; sent < BYTES; sent += PIECE) {
                  sender.send(PlacedBytes.at(sent, PIECE));
                }
                sender.socket().shutdownOutput();
                return null;
              });
      long received = 0;
      for (byte[] some = receiver.readSome(4096); some.length > 0; some = receiver.readSome(4096)) {
        received = PlacedBytes.require(received, some);
      }
      assertThat(received).isEqualTo(BYTES);
      Parties.await(sending);
    }
  }
}
