package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that say nothing, or stop in the middle, cost the others nothing and end. */
class SilentClientIT {
  private static final int EACH = 25;

  @Test
  void othersProceedWhileTheyHangAndTheyEndByTimeout() throws Exception {
    List<AutoCloseable> hanging = new ArrayList<>();
    try (RelayProcess relay =
        RelayProcess.start(
            Shared.PKI,
            "relay.timeouts.handshake=3s",
            "relay.timeouts.request=3s",
            "relay.timeouts.prepared=0s")) {
      for (int i = 0; i < EACH; i++) {
        hanging.add(new Socket(InetAddress.getLoopbackAddress(), relay.port()));
        HandDrivenParty half = connect(relay);
        byte[] hello = half.clientHello();
        half.send(Arrays.copyOf(hello, 3 + i));
        hanging.add(half);
        HandDrivenParty mute = connect(relay);
        mute.handshake();
        hanging.add(mute);
      }
      Exchange.several(8, relay, Shared.PKI, "silent");
      awaitClosed(relay, "handshake_timeout", 2 * EACH);
      awaitClosed(relay, "request_timeout", EACH);
      assertThat(relay.closed("completed")).isEqualTo(16);
    } finally {
      for (AutoCloseable each : hanging) {
        each.close();
      }
    }
  }

  private static HandDrivenParty connect(RelayProcess relay) throws Exception {
    return HandDrivenParty.connect(relay, "0");
  }

  private static void awaitClosed(RelayProcess relay, String reason, int count) {
    relay.awaitMeter("frelay_connections_closed_total{reason=\"" + reason + "\"}", count);
  }
}
