package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import io.restassured.RestAssured;
import java.net.InetAddress;
import java.net.ServerSocket;
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

  private static void assertHealthy(RelayProcess relay) {
    RestAssured.get(relay.management().resolve("/q/health/live")).then().statusCode(200);
  }
}
