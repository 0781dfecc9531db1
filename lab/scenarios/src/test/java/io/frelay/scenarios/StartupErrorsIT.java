package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay that cannot start says why in one sentence, and ends with an error. */
class StartupErrorsIT {
  @TempDir private Path certs;

  private static void assertFails(RelayProcess relay, String... parts) {
    try (relay) {
      int exitCode = relay.awaitExit();
      assertThat(exitCode).as(() -> relay.log().toString()).isNotZero();
      assertThat(relay.log()).noneMatch(line -> line.contains("Exception"));
      assertThat(complaints(relay)).as("one sentence").singleElement().asString().contains(parts);
    }
  }

  /** Its output, without a warning about this machine's file descriptors. */
  private static List<String> complaints(RelayProcess relay) {
    assertThat(relay.log()).noneMatch(line -> line.startsWith("\tat "));
    return relay.log().stream().filter(line -> !line.contains(" WARN ")).toList();
  }

  private static void assertFailsWith(Path certs, String... parts) {
    assertFails(
        RelayProcess.startToFail(
            List.of(), "start", "--port", "0", "--management-port", "0", "--certs", "" + certs),
        parts);
  }

  @Test
  void settingsThatCannotBeMet() {
    for (String[] bad :
        new String[][] {
          {
            "relay.tls-groups=P-224",
            "relay.tls-groups: 'P-224' is not one of X25519MLKEM768, X25519,"
          },
          {
            "relay.transport=epoll,quarkus.vertx.prefer-native-transport=false",
            "relay.transport is epoll, which does not load"
          },
          {
            "relay.proxy-protocol.from=lb.example.org",
            "relay.proxy-protocol.from: 'lb.example.org'"
          },
          {
            "relay.cluster.registry=redis,relay.cluster.listen=127.0.0.1:0",
            "relay.cluster.registry is redis: set quarkus.redis.hosts"
          }
        }) {
      assertFails(startWith(bad[0].split(",", -1)), bad[1]);
    }
  }

  @Test
  void aPortInUse() {
    String port = Integer.toString(Shared.relay().port());
    assertFails(
        RelayProcess.startToFail(
            List.of(),
            "start",
            "--port",
            port,
            "--management-port",
            "0",
            "--certs",
            Shared.PKI.root().toString()),
        "cannot listen on 0.0.0.0:" + port + ": the port is in use");
  }

  @Test
  void noCertificates() {
    assertFailsWith(certs, certs + "/frelay-ca.pem does not exist", "fr-adm create relay");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relay.timeouts.handshake=0s",
        "relay.policy=user1/0",
        "relay.limits.memory=1000G"
      })
  void aSettingThatMakesNoSense(String setting) {
    assertFails(startWith(setting), setting.substring(0, setting.indexOf('=')));
  }

  /** As on a machine, or in an executable, that does not have it. */
  @Test
  void boringSslThatIsWantedAndDoesNotLoad() {
    assertFails(
        startWith("relay.tls-provider=boringssl", "io.netty.handler.ssl.noOpenSsl=true"),
        "relay.tls-provider is boringssl, which does not load",
        "set it to auto or jdk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.tls-provider=rot13", "relay.timeouts.handshake=soon"})
  void aSettingThatCannotBeRead(String setting) {
    try (RelayProcess relay = startWith(setting)) {
      assertThat(relay.awaitExit()).isNotZero();
      assertThat(complaints(relay)).hasSize(1);
      assertThat(String.join(" ", complaints(relay)))
          .contains(setting.substring(0, setting.indexOf('=')));
    }
  }

  private static RelayProcess startWith(String... settings) {
    String certificates = Shared.PKI.root().toString();
    return RelayProcess.startToFail(
        List.of(settings),
        "start",
        "--port",
        "0",
        "--management-port",
        "0",
        "--certs",
        certificates);
  }

  /** A key that was damaged on its way into the environment must not end in the log. */
  @Test
  void aDamagedKeyInASettingIsNotShown() throws Exception {
    String pem = Files.readString(Shared.PKI.root().resolve("frelay/key.pem"));
    String secret = pem.lines().skip(1).findFirst().orElseThrow();
    String headless = pem.substring(pem.indexOf('\n') + 1);
    for (String damaged : List.of(headless, headless.replace("\n", ""), secret)) {
      try (RelayProcess relay = withCertificatesAnd("relay.key=" + damaged)) {
        assertThat(relay.awaitExit()).isNotZero();
        assertThat(String.join("\n", relay.log())).doesNotContain(secret).contains("relay.key");
      }
    }
  }

  @Test
  void aKeyInBase64IsAKey() throws Exception {
    String pem = Files.readString(Shared.PKI.root().resolve("frelay/key.pem"));
    String base64 = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    try (RelayProcess relay = withCertificatesAnd("relay.key=" + base64)) {
      relay.awaitLine("relay listens on");
    }
  }

  private static RelayProcess withCertificatesAnd(String setting) {
    return RelayProcess.startToFail(
        List.of("relay.certs=" + Shared.PKI.root(), setting),
        "start",
        "--port",
        "0",
        "--management-port",
        "0");
  }

  @Test
  void anUnknownOption() {
    assertFails(
        RelayProcess.startToFail(List.of(), "start", "--prot", "6000"),
        "relay: ",
        "--prot",
        "relay start --help");
  }

  @Test
  void anOptionThatIsNoNumber() {
    assertFails(
        RelayProcess.startToFail(List.of(), "start", "--port", "http"),
        "relay: ",
        "--port",
        "http");
  }
}
