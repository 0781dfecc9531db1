package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The groups that the outer TLS agrees on keys by, as Go's crypto/tls sees them. */
class KeyExchangeIT {
  private static final String P256 = "23";
  private static final String P384 = "24";
  private static final String P521 = "25";
  private static final String X25519 = "29";
  private static final String X25519_ML_KEM_768 = "4588";
  private static final int LONGEST_REQUEST = 4096;

  @TempDir static Path folder;

  @BeforeAll
  static void build() throws Exception {
    Assumptions.assumeTrue(
        Project.goProgram("groups", folder).isPresent(), "needs the go command, 1.25 or newer");
  }

  /** Output of the Go program; "" if it fails. */
  private static String run(RelayProcess relay, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(folder.resolve("groups").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder go = new ProcessBuilder(command);
    go.environment().putAll(relay.environment(Shared.PKI, "user1", "0", "1"));
    Process process = go.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return printed.strip();
  }

  private static String agree(RelayProcess relay, String... groups) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("agree"));
    arguments.addAll(List.of(groups));
    return run(relay, arguments.toArray(String[]::new));
  }

  @Test
  void postQuantumFirstAndCostlyOnesNotAtAll() throws Exception {
    RelayProcess relay = Shared.relay();
    assertThat(agree(relay)).isEqualTo(X25519_ML_KEM_768);
    assertThat(agree(relay, X25519)).isEqualTo(X25519);
    assertThat(agree(relay, P256)).isEqualTo(P256);
    assertThat(agree(relay, P384)).isEmpty();
    assertThat(agree(relay, P521)).isEmpty();
  }

  @Test
  void whatTheSettingNames() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.tls-groups=P-521,X25519")) {
      assertThat(agree(relay, P521)).isEqualTo(P521);
      assertThat(agree(relay, P256)).isEmpty();
      assertThat(agree(relay)).isEqualTo(P521);
    }
  }

  @Test
  void theJdksTlsHasTheSameRules() throws Exception {
    try (RelayProcess relay =
        RelayProcess.start(Shared.PKI, "relay.tls-provider=jdk", "relay.tls-groups=P-256,P-384")) {
      assertThat(agree(relay, P521)).isEmpty();
      assertThat(agree(relay, X25519)).isEmpty();
      assertThat(agree(relay, P384)).isEqualTo(P384);
      assertThat(agree(relay)).isEqualTo(P256);
    }
  }

  /** Its post-quantum share takes more than a kilobyte of the request. */
  @Test
  void aPostQuantumClientHelloFitsIntoARequest() throws Exception {
    RelayProcess relay = Shared.relay();
    String hello = run(relay, "hello");
    byte[] records = Base64.getDecoder().decode(hello);
    assertThat(records.length).isGreaterThan(1184); // bytes of an ML-KEM-768 key
    String request =
        "{\"DestParty\":\"%s\",\"Tag\":\"post-quantum\",\"Version\":2,\"ClientHello\":\"%s\"}";
    assertThat(request.formatted("n".repeat(64), hello).length()).isLessThan(LONGEST_REQUEST);
    double waiters = relay.meter("frelay_waiters");
    try (HandDrivenParty waiter = ask(relay, "0", request.formatted("1", hello))) {
      relay.awaitMeter("frelay_waiters", waiters + 1);
      try (HandDrivenParty second = ask(relay, "1", request.formatted("0", hello))) {
        waiter.awaitReady();
        second.awaitReady();
        assertThat(waiter.readRaw(records.length)).isEqualTo(records);
      }
    }
  }

  private static HandDrivenParty ask(RelayProcess relay, String me, String request)
      throws IOException {
    return HandDrivenParty.ask(relay.port(), Shared.PKI.outerTls("user1", me), request);
  }
}
