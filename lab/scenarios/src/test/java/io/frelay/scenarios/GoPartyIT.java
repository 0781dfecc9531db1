package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.ThrottledGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A party written in Go with its standard library works unchanged, on either side. */
class GoPartyIT {
  private static final int SESSIONS = 25;
  private static final int STARVED = 8;

  @TempDir static Path folder;

  private final RelayProcess relay = Shared.relay();

  @BeforeAll
  static void build() throws Exception {
    Assumptions.assumeTrue(
        Project.goProgram("party", folder).isPresent(),
        "needs the go command; a Go party is not tested");
  }

  private Process start(String me, String dest, String tag) throws IOException {
    return start(List.of(program()), me, dest, tag);
  }

  private static String program() {
    return folder.resolve("party").toString();
  }

  private Process start(List<String> command, String me, String dest, String tag)
      throws IOException {
    return start(command, me, dest, Map.of("TAG", tag));
  }

  private Process start(List<String> command, String me, String dest, Map<String, String> more)
      throws IOException {
    ProcessBuilder party = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = party.environment();
    environment.putAll(relay.environment(Shared.PKI, "user1", me, dest));
    environment.putAll(more);
    return party.start();
  }

  private static void requireSuccess(Process party, String output) throws Exception {
    String printed = new String(party.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(party.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(printed).isEqualTo(output);
    assertThat(party.exitValue()).isZero();
  }

  @Test
  void twoOfThemMeet() throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      Process zero = start("0", "1", "go-" + i);
      Process one = start("1", "0", "go-" + i);
      requireSuccess(zero, "hello 0\n");
      requireSuccess(one, "hello 1\n");
    }
  }

  /** Each has so little of a processor that it may stand still at any moment. */
  @Test
  void starvedOnesMeet() throws Exception {
    List<ThrottledGroup> groups = new ArrayList<>();
    try {
      for (int i = 0; i < STARVED; i++) {
        Optional<ThrottledGroup> group = ThrottledGroup.create();
        Assumptions.assumeTrue(
            group.isPresent(), "needs a cgroup of its own; a throttled party is not tested");
        groups.add(group.get());
      }
      double waiters = relay.meter("frelay_waiters");
      List<Process> zeros = new ArrayList<>();
      List<Process> ones = new ArrayList<>();
      for (int i = 0; i < STARVED; i++) {
        zeros.add(start("0", "1", "starved-" + i));
      }
      relay.awaitMeter("frelay_waiters", waiters + STARVED);
      for (int i = 0; i < STARVED; i++) {
        ones.add(start(groups.get(i).command(program()), "1", "0", "starved-" + i));
      }
      for (int i = 0; i < STARVED; i++) {
        requireSuccess(ones.get(i), "hello 1\n");
        requireSuccess(zeros.get(i), "hello 0\n");
      }
    } finally {
      groups.forEach(ThrottledGroup::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "frelay/2+reuse"})
  void oneMeetsOurClientInEitherOrder(String offeredByAlpn) throws Exception {
    FrelayClient.Builder options =
        FrelayClient.builder()
            .applicationProtocols(offeredByAlpn.isEmpty() ? List.of() : List.of(offeredByAlpn));
    FrelayClient client =
        options
            .copy()
            .relay(relay.address())
            .credentials(Shared.PKI.credentials("user1", "1"))
            .build();
    double waiters = relay.meter("frelay_waiters");
    for (boolean goFirst : new boolean[] {true, false}) {
      String tag = "go-java-" + goFirst + offeredByAlpn;
      Process go = goFirst ? start("0", "1", tag) : null;
      Future<PeerConnection> ours =
          goFirst ? null : Parties.run(() -> client.connect("0", tag, Parties.PATIENCE));
      relay.awaitMeter("frelay_waiters", waiters + 1);
      if (goFirst) {
        ours = Parties.run(() -> client.connect("0", tag, Parties.PATIENCE));
      } else {
        go = start("0", "1", tag);
      }
      try (PeerConnection connection = Parties.await(ours)) {
        assertThat(connection.facts().endToEnd().applicationProtocol()).isEmpty();
        assertThat(connection.in().readNBytes(8))
            .isEqualTo("hello 1\n".getBytes(StandardCharsets.UTF_8));
        connection.out().write("hello 0\n".getBytes(StandardCharsets.UTF_8));
        assertThat(connection.in().read()).isEqualTo(-1);
      }
      requireSuccess(go, "hello 0\n");
    }
  }

  /** As the original client_func runs its tests: the same tags, the same bytes. */
  @ParameterizedTest
  @CsvSource({
    "latency, '', session 0; round 9",
    "signing, .., signing: 2 operations over 2 sessions; as the original",
    "decrypt, .., decrypt: 2 operations over 2 sessions; as the original"
  })
  void oneMeetsATestOfClientFunc(String test, String itPrints, String weSay) throws Exception {
    Map<String, String> settings = Map.of("TAG", "go-" + test, "TEST", test, "OPS", "2");
    Map<String, String> ours = relay.environment(Shared.PKI, "user1", "1", "0");
    ours.putAll(settings);
    ours.put("CONN", test.equals("latency") ? "1" : "2");
    try (Command clientFunc = Command.start(folder, ours, "client_func")) {
      requireSuccess(start(List.of(program()), "0", "1", settings), itPrints);
      assertThat(clientFunc.exitCode()).as(clientFunc.errors()).isZero();
      assertThat(clientFunc.text()).contains(weSay.replace(';', ','));
    }
  }
}
