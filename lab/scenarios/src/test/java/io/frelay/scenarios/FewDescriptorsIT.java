package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A relay with few file descriptors serves parties while strangers of another address, more than it
 * has descriptors, connect and say nothing; also if they come before it has served anybody.
 */
class FewDescriptorsIT {
  private static final String STRANGER = "127.0.0.2";

  @ParameterizedTest
  @ValueSource(ints = {250, 300, 512, 1024})
  void strangersBeforeAnyPartyDoNotKeepPartiesOut(int descriptors) throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try (RelayProcess relay = RelayProcess.startWithDescriptors(Shared.PKI, descriptors)) {
      for (int i = 0; i < descriptors + 50; i++) {
        strangers.add(
            new Socket(
                InetAddress.getLoopbackAddress(),
                relay.port(),
                InetAddress.getByName(STRANGER),
                0));
      }
      Exchange.between0And1(relay, Shared.PKI, "under-attack");
      for (Socket each : strangers) {
        each.close();
      }
      Exchange.several(4, relay, Shared.PKI, "after");
      assertThat(relay.closed("completed")).isEqualTo(2 * 5);
      relay.awaitMeter("frelay_connections_open", 0);
      assertThat(relay.log()).noneMatch(line -> line.contains("Too many open files"));
    } finally {
      for (Socket each : strangers) {
        each.close();
      }
    }
  }
}
