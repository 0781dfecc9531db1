package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import io.restassured.RestAssured;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Health and metrics never keep the relay from starting: where their port is taken, they move. */
class ManagementPortIT {
  @Test
  void aPortInUseIsSaidAndTheNextFreeOneTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RelayProcess relay =
            RelayProcess.startWithOptions(
                Shared.PKI, List.of("--management-port", "" + taken.getLocalPort()))) {
      relay.awaitLine("port " + taken.getLocalPort() + " for health and metrics cannot be used");
      assertThat(relay.management().getPort()).isNotEqualTo(taken.getLocalPort());
      assertHealthy(relay);
    }
  }

  @Test
  void theRelaysOwnPortGoesFirst() {
    int port = FreePort.next();
    try (RelayProcess relay =
        RelayProcess.startWithOptions(
            Shared.PKI, List.of("--port", "" + port, "--management-port", "" + port))) {
      assertThat(relay.port()).isEqualTo(port);
      assertThat(relay.management().getPort()).isNotEqualTo(port);
      assertHealthy(relay);
    }
  }

  /** More of them than the relay has descriptors; who asks for something gets an answer. */
  @Test
  void strangersTakeNoDescriptorsFromTheRelay() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try (RelayProcess relay = RelayProcess.startWithDescriptors(Shared.PKI, 300)) {
      for (int i = 0; i < 400; i++) {
        strangers.add(new Socket(InetAddress.getLoopbackAddress(), relay.management().getPort()));
      }
      for (Socket each : strangers.subList(0, 400 - 32)) {
        each.setSoTimeout(20_000);
        assertThat(each.getInputStream().read()).isEqualTo(-1);
      }
      assertHealthy(relay);
      Exchange.between0And1(relay, Shared.PKI, "under-attack");
    } finally {
      for (Socket each : strangers) {
        each.close();
      }
    }
  }

  /** Parties are served whatever becomes of it. */
  @Test
  void aHostThatIsNotOursIsSaidAndTheRelayServesOn() throws Exception {
    try (RelayProcess relay =
        RelayProcess.startSoon(Shared.PKI, List.of("-Dquarkus.management.host=192.0.2.1"))) {
      relay.awaitLine("health and metrics are not served: cannot listen on 192.0.2.1");
      relay.awaitLine("relay listens on");
    }
  }

  private static void assertHealthy(RelayProcess relay) {
    RestAssured.get(relay.management().resolve("/q/health/live")).then().statusCode(200);
  }
}
