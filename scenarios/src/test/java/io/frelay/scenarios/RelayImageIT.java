package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.ContainerImage;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay's container image, run with its certificates in the environment and nothing else. */
class RelayImageIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  @Timeout(300) // the first of its kind builds all images
  void servesTwoParties() throws Exception {
    assumeTrue(ContainerImage.canRun(), "needs Linux, root, unshare and chroot");
    ContainerImage image = ContainerImage.of("relay-app");
    assertThat(image.config().getString("config.User")).isEqualTo("1001:0");
    assertThat(image.config().getMap("config.ExposedPorts")).containsOnlyKeys("6000/tcp");

    Pki pki = Pki.standard();
    Map<String, String> environment = new HashMap<>();
    environment.put("RELAY_CA", Files.readString(pki.relayCa()));
    environment.put("RELAY_CERT", Files.readString(pki.root().resolve("frelay/cert.pem")));
    environment.put("RELAY_KEY", Files.readString(pki.root().resolve("frelay/key.pem")));
    // The container shares this machine's network: no fixed ports.
    environment.put("RELAY_PORT", "0");
    environment.put("QUARKUS_MANAGEMENT_PORT", "0");
    try (RelayProcess relay = RelayProcess.startBy(image.command(), environment)) {
      FrelayClient zero = new FrelayClient(relay.address(), pki.credentials("user1", "0"));
      FrelayClient one = new FrelayClient(relay.address(), pki.credentials("user1", "1"));
      Future<byte[]> heard =
          Parties.run(
              () -> {
                try (PeerConnection peer = one.connect("0", "", LIMIT)) {
                  return peer.messages().receive().orElseThrow();
                }
              });
      try (PeerConnection peer = zero.connect("1", "", LIMIT)) {
        peer.messages().send(new byte[] {1, 2, 3});
        assertThat(Parties.await(heard)).containsExactly(1, 2, 3);
      }
    }
  }
}
