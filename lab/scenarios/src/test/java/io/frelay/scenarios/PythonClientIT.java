package io.frelay.scenarios;

import static io.frelay.client.group.Elements.BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.Messages;
import io.frelay.client.NamedStream;
import io.frelay.client.PeerConnection;
import io.frelay.client.group.Group;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The client in Python, with its own tests: on the vectors, against the relay, and with the Java
 * client at the other end.
 */
class PythonClientIT {
  private static final String NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 9))";

  @Test
  void itsTestsPass() throws Exception {
    Assumptions.assumeTrue(
        hasPython(), "needs python3, 3.9 or newer; the client in Python is not tested");
    ProcessBuilder tests = python("-m", "tests");
    Map<String, String> environment = tests.environment();
    environment.put("FRELAY_TEST_CERTS", Shared.PKI.root().toString());
    environment.put("FRELAY_TEST_RELAY", Shared.relay().address().toString());
    environment.put("FRELAY_TEST_JAVA", Project.JAVA);
    environment.put("FRELAY_TEST_SCHEDULES", "20");
    Process process = tests.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    System.out.println(printed);
    assertThat(process.exitValue()).as(printed).isZero();
  }

  /** Two members by the Java client and one by this. */
  @Test
  void groupsAreOfBothClients() throws Exception {
    Assumptions.assumeTrue(
        hasPython(), "needs python3, 3.9 or newer; the client in Python is not tested");
    List<String> members = List.of("0", "1", "2");
    Future<List<String>> zero = Parties.run(() -> results("0", members));
    Future<List<String>> two = Parties.run(() -> results("2", members));
    ProcessBuilder one = python("-m", "tests.group_party", "both clients", "0", "1", "2");
    one.environment().putAll(Shared.relay().environment(Shared.PKI, "user1", "1", ""));
    Process python = one.start();
    String printed = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as(printed).isZero();
    assertThat(Parties.await(zero)).hasSize(12).isEqualTo(Parties.await(two));
    assertThat(printed.lines().toList()).isEqualTo(Parties.await(zero));
  }

  /** The same operations as in tests/group_party.py. */
  private static List<String> results(String self, List<String> members) throws Exception {
    FrelayClient client =
        FrelayClient.builder()
            .relay(Shared.relay().address())
            .credentials(Shared.PKI.credentials("user1", self))
            .build();
    try (client;
        Group group = client.join("both clients", members, Parties.PATIENCE)) {
      group.barrier();
      List<byte[]> results = new ArrayList<>(group.allGather(BYTES, self.getBytes(UTF_8)));
      results.addAll(group.allGather(BYTES, self.repeat(1_500_000).getBytes(UTF_8)));
      for (int root = 0; root < members.size(); root++) {
        byte[] own = root == group.rank() ? self.repeat(700_001).getBytes(UTF_8) : null;
        results.add(group.broadcast(BYTES, own, root));
      }
      results.addAll(group.with("ot").allGather(BYTES, new byte[0]));
      group.barrier();
      List<String> hashes = new ArrayList<>();
      for (byte[] each : results) {
        hashes.add(each.length + " " + hash(each));
      }
      return hashes;
    }
  }

  @Test
  void namedStreamsAreOfBothClients() throws Exception {
    Assumptions.assumeTrue(
        hasPython(), "needs python3, 3.9 or newer; the client in Python is not tested");
    Future<String> zero = Parties.run(PythonClientIT::streamed);
    ProcessBuilder one = python("-m", "tests.stream_party", "0");
    one.environment().putAll(Shared.relay().environment(Shared.PKI, "user1", "1", ""));
    Process python = one.start();
    String printed = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as(printed).isZero();
    assertThat(Parties.await(zero)).isEqualTo(hash("python".repeat(500_000).getBytes(UTF_8)));
    assertThat(printed.strip()).isEqualTo(hash("java".repeat(500_000).getBytes(UTF_8)) + " last");
  }

  /** The other end of tests/stream_party.py. */
  private static String streamed() throws Exception {
    FrelayClient client =
        FrelayClient.builder()
            .relay(Shared.relay().address())
            .credentials(Shared.PKI.credentials("user1", "0"))
            .build();
    try (client;
        PeerConnection peer = client.connect("1", "named streams", Parties.PATIENCE)) {
      NamedStream down = peer.stream("down");
      Future<Boolean> sent =
          Parties.run(
              () -> {
                down.out().write("java".repeat(500_000).getBytes(UTF_8));
                down.shutdownOutput();
                return true;
              });
      Messages last = peer.stream("last").messages();
      assertThat(last.receive()).contains("first".getBytes(UTF_8));
      String hash = hash(peer.stream("up").in().readAllBytes());
      Parties.await(sent);
      last.send("last".getBytes(UTF_8));
      assertThat(last.receive()).isEmpty();
      return hash;
    }
  }

  private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** In the client's folder, where it writes nothing. */
  private static ProcessBuilder python(String... arguments) {
    ProcessBuilder python = new ProcessBuilder("python3");
    python.command().addAll(List.of(arguments));
    python.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return python
        .directory(Project.ROOT.resolve("clients/python").toFile())
        .redirectErrorStream(true);
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", NEW_ENOUGH).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
