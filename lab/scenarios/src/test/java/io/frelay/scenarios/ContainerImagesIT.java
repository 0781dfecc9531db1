package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.bundle.Bundle;
import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.ContainerImage;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The images that {@code make build-image} makes, run with what is in the environment. */
@Timeout(900) // the first builds all
class ContainerImagesIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @BeforeAll
  static void canRun() {
    assumeTrue(ContainerImage.canRun(), "needs Linux, root, unshare and chroot");
  }

  @Test
  void theRelayServesTwoParties() throws Exception {
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
      FrelayClient zero =
          FrelayClient.builder()
              .relay(relay.address())
              .credentials(pki.credentials("user1", "0"))
              .build();
      FrelayClient one =
          FrelayClient.builder()
              .relay(relay.address())
              .credentials(pki.credentials("user1", "1"))
              .build();
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

  @Test
  void theFunctionMeetsItsPeer() throws Exception {
    ContainerImage image = ContainerImage.of("examples/ibm-ce");
    assertThat(image.config().getString("config.User")).isEqualTo("1001:0");

    RelayProcess relay = Shared.relay();
    Map<String, String> environment =
        Map.of("FRELAY_BUNDLE", Bundle.encode(relay.environment(Shared.PKI, "user1", "1", "0")));
    OverlapPeer peer = OverlapPeer.of(relay, "function-image");
    try (CodeEngineApp function = CodeEngineApp.startBy(image.command(), environment)) {
      peer.requireMet(function.invoke(OverlapPeer.request("function-image"), Parties.PATIENCE));
    }
  }

  /** One party with the six PEMs in its environment, the other with a folder of fr-adm. */
  @Test
  void twoPartiesOfTheCommandLineMeet() throws Exception {
    ContainerImage image = ContainerImage.of("function-runtime/client-func");
    assertThat(image.config().getString("config.User")).isEqualTo("1001:0");
    assertThat(image.kilobytes()).as("in KB, beside its base").isLessThan(3000);
    image.mount(Shared.PKI.root(), "app/certs");

    RelayProcess relay = Shared.relay();
    Map<String, String> zero = relay.environment(Shared.PKI, "user1", "0", "1");
    Map<String, String> one =
        Map.of("RELAY", relay.address().toString(), "USER", "user1", "NAME", "1", "DEST", "0");
    Future<String> first = Parties.run(() -> run(image, zero));
    assertThat(run(image, one)).contains("party 1 met party 0");
    assertThat(Parties.await(first)).contains("party 0 met party 1");
  }

  /** Output until it has ended with exit code 0. */
  private static String run(ContainerImage image, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(image.command()).redirectErrorStream(true);
    environment.forEach(builder.environment()::put);
    builder.environment().put("TAG", "container-image");
    Process party = builder.start();
    try {
      String said = new String(party.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(party.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(party.exitValue()).as(said).isZero();
      return said;
    } finally {
      party.destroyForcibly();
    }
  }
}
