package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/client_func} as people use it: two of them and the real relay. */
class ClientFuncIT {
  @TempDir Path folder;

  private final RelayProcess relay = Shared.relay();

  private Command start(String me, String dest, Map<String, String> more, String... arguments) {
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", me, dest);
    environment.putAll(more);
    return Command.start(folder, environment, "client_func", arguments);
  }

  @Test
  void theVersionComesFromTheManifest() throws Exception {
    try (Command version = start("0", "1", Map.of(), "--version")) {
      assertThat(version.exitCode()).isZero();
      assertThat(version.text()).matches("client_func [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\s*");
    }
  }

  @Test
  void pipeCarriesBothWays() throws Exception {
    byte[] there = random(3_000_000);
    byte[] back = random(2_000_000);
    try (Command zero = start("0", "1", Map.of("TAG", "pipe"), "pipe");
        Command one = start("1", "0", Map.of("TAG", "pipe"), "pipe")) {
      zero.give(there);
      one.give(back);
      assertThat(zero.exitCode()).as(zero.errors()).isZero();
      assertThat(one.exitCode()).as(one.errors()).isZero();
      assertThat(one.output()).isEqualTo(there);
      assertThat(zero.output()).isEqualTo(back);
    }
  }

  /** Which otherwise would wait for it to come back. */
  @Test
  void whoIsStoppedTellsThePeer() throws Exception {
    Map<String, String> tag = Map.of("TAG", "stopped");
    try (Command zero = start("0", "1", tag, "pipe");
        Command one = start("1", "0", tag, "pipe")) {
      one.giveWithoutEnd(new byte[1]);
      zero.awaitOutput(1);
      zero.stop();
      assertThat(one.exitCode()).isEqualTo(1);
      assertThat(one.errors()).contains("party 0 broke the session off");
    }
  }

  /** As {@code client_func pipe | tar x} at a terminal, whose stdin nobody ends. */
  @ParameterizedTest
  @CsvSource({"--receive, false", "'', true"})
  void aReceiverWhoseStdinStaysOpenEndsWithTheSender(String option, boolean terminal)
      throws Exception {
    byte[] there = random(1_000_000);
    Map<String, String> tag = Map.of("TAG", "one way " + terminal);
    try (Command zero = start("0", "1", tag, "pipe");
        Command one =
            terminal ? startAtTerminal("1", "0", tag) : start("1", "0", tag, "pipe", option)) {
      zero.give(there);
      assertThat(zero.exitCode()).as(zero.errors()).isZero();
      assertThat(one.exitCode()).as(one.errors()).isZero();
      assertThat(terminal ? Files.readAllBytes(folder.resolve("received")) : one.output())
          .isEqualTo(there);
    }
  }

  /** script(1) gives it a terminal, and its own stdin stays open. */
  private Command startAtTerminal(String me, String dest, Map<String, String> more) {
    Path script = Path.of("/usr/bin/script");
    assumeThat(script).exists();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", me, dest);
    environment.putAll(more);
    String pipe = Project.launcher("client_func") + " pipe > received";
    return Command.start(folder, environment, script.toString(), "-qec", pipe, "/dev/null");
  }

  /** As {@code client_func pipe --send <&-}: the JVM's first file would be stdin. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClosedStdinIsNotData(boolean byLauncher) throws Exception {
    try (Command closed = byShell("0", "1", Map.of(), command(byLauncher) + " pipe --send <&-")) {
      assertThat(closed.exitCode()).as(closed.errors()).isEqualTo(2);
      assertThat(closed.errors()).contains("standard input is closed");
    }
  }

  @Test
  void aSenderLearnsThatTheReceiversDiskIsFull() throws Exception {
    Map<String, String> tag = Map.of("TAG", "full");
    try (Command zero = start("0", "1", tag, "pipe", "--send");
        Command one = byShell("1", "0", tag, command(true) + " pipe --receive >/dev/full")) {
      zero.give(random(9));
      assertThat(zero.exitCode()).isEqualTo(1);
      assertThat(one.exitCode()).isEqualTo(1);
      assertThat(one.errors()).contains("standard output: No space left on device");
    }
  }

  @Test
  void aClosedStdoutFailsOnBothSides() throws Exception {
    Map<String, String> tag = Map.of("TAG", "closed");
    try (Command zero = start("0", "1", tag, "pipe", "--send");
        Command one = byShell("1", "0", tag, command(true) + " pipe --receive >&- 2>&-")) {
      zero.give(random(9));
      assertThat(zero.exitCode()).isEqualTo(1);
      assertThat(one.exitCode()).isEqualTo(1);
    }
  }

  /** In ASCII both tags would be of two unknown characters. */
  @Test
  void tagsThatAreNotAsciiStayApartInTheLocaleOfC() throws Exception {
    Map<String, String> locale = new HashMap<>(Map.of("LC_ALL", "", "LANG", "C", "TIMEOUT", "3s"));
    locale.put("TAG", "");
    try (Command umlaut =
            byShell("0", "1", locale, "TAG=$(printf '\\303\\274') " + command(true) + " pipe");
        Command accent =
            byShell("1", "0", locale, "TAG=$(printf '\\303\\251') " + command(true) + " pipe");
        Command same =
            byShell("1", "2", locale, "TAG=$(printf '\\303\\274') " + command(true) + " pipe");
        Command too =
            byShell("2", "1", locale, "TAG=$(printf '\\303\\274') " + command(true) + " pipe")) {
      for (Command each : List.of(umlaut, accent, same, too)) {
        each.give(new byte[0]);
      }
      assertThat(umlaut.exitCode()).isEqualTo(1);
      assertThat(accent.exitCode()).isEqualTo(1);
      assertThat(accent.errors()).contains("tag '\u00e9'");
      assertThat(same.exitCode()).as(same.errors()).isZero();
      assertThat(too.exitCode()).as(too.errors()).isZero();
    }
  }

  private static String command(boolean byLauncher) {
    return byLauncher
        ? Project.launcher("client_func").toString()
        : Project.JAVA
            + " -jar "
            + Project.ROOT.resolve("function-runtime/client-func/target/client_func.jar");
  }

  private Command byShell(String me, String dest, Map<String, String> more, String line) {
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", me, dest);
    environment.putAll(more);
    return Command.start(folder, environment, "/bin/sh", "-c", line);
  }

  @ParameterizedTest
  @CsvSource({
    "latency, median of",
    "throughput, checksums agree",
    "signing, operations/s",
    "decrypt, operations/s"
  })
  void everyTestPrintsItsFigures(String test, String figures) throws Exception {
    Map<String, String> settings =
        Map.of("TEST", test, "CONN", "3", "BYTES", "2m", "ROUNDS", "10", "TAG", test);
    try (Command zero = start("0", "1", settings);
        Command one = start("1", "0", settings)) {
      for (Command each : new Command[] {zero, one}) {
        assertThat(each.exitCode()).as(each.errors()).isZero();
        assertThat(each.text()).contains(figures);
      }
    }
  }

  /** A local port on one side is a local service on the other, each connection a session. */
  @Test
  void listenAndForwardJoinAClientAndAService() throws Exception {
    try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Parties.run(() -> echo(service));
      int port = FreePort.next();
      String target = "127.0.0.1:" + service.getLocalPort();
      try (Command forward = start("0", "1", Map.of("TAG", "port"), "forward", target);
          Command listen =
              start("1", "0", Map.of("TAG", "port"), "listen", Integer.toString(port))) {
        for (int i = 0; i < 3; i++) {
          byte[] question = random(100_000);
          try (Socket client = connect(port)) {
            client.setSoTimeout(20_000);
            Future<Void> asking =
                Parties.run(
                    () -> {
                      client.getOutputStream().write(question);
                      client.shutdownOutput();
                      return null;
                    });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(question);
            Parties.await(asking);
          }
        }
        assertThat(forward).isNotSameAs(listen);
      }
    }
  }

  /** Few descriptors: each local connection takes one, and its connection to the relay another. */
  @Test
  void listenOutlastsAWantOfDescriptors() throws Exception {
    int port = FreePort.next();
    Path errors = folder.resolve("errors");
    Map<String, String> settings = Map.of("TAG", "few", "TIMEOUT", "5s");
    String line = "ulimit -n 60; exec " + command(true) + " listen " + port + " 2>" + errors;
    try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Command listen = byShell("1", "0", settings, line)) {
      Parties.run(() -> echo(service));
      List<Socket> many = new ArrayList<>(List.of(connect(port)));
      while (many.size() < 100) {
        many.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(errors).contains("cannot accept for now"));
      for (Socket each : many) {
        each.close();
      }
      String target = "127.0.0.1:" + service.getLocalPort();
      try (Command forward = start("0", "1", settings, "forward", target)) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isEchoed(port));
        assertThat(forward).isNotSameAs(listen);
      }
    }
  }

  private static boolean isEchoed(int port) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(5_000);
      client.getOutputStream().write(7);
      client.shutdownOutput();
      return client.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPeerThatDoesNotComeIsOneSentence() throws Exception {
    try (Command alone = start("0", "1", Map.of("TAG", "alone", "TIMEOUT", "3s"), "pipe")) {
      assertThat(alone.exitCode()).isEqualTo(1);
      assertThat(alone.output()).isEmpty();
      List<String> lines = alone.errors().lines().toList();
      assertThat(lines).hasSizeBetween(1, 2); // a long wait is announced
      assertThat(lines.get(lines.size() - 1))
          .startsWith("client_func: party 1 of user1 did not come");
    }
  }

  @Test
  void missingCredentialsAreNamedTogether() throws Exception {
    Map<String, String> none = new HashMap<>();
    for (String name : relay.environment(Shared.PKI, "user1", "0", "1").keySet()) {
      none.put(name, "");
    }
    try (Command nobody = Command.start(folder, none, "client_func", "pipe")) {
      assertThat(nobody.exitCode()).isEqualTo(2);
      assertThat(nobody.errors()).startsWith("client_func: ").doesNotContain("\tat ");
    }
  }

  private static Void echo(ServerSocket service) throws IOException {
    while (true) {
      Socket client = service.accept();
      Parties.run(
          () -> {
            try (client) {
              client.getInputStream().transferTo(client.getOutputStream());
              client.shutdownOutput();
            }
            return null;
          });
    }
  }

  private static Socket connect(int port) {
    Socket[] connected = {null};
    Awaitility.await()
        .until(
            () -> {
              try {
                connected[0] = new Socket(InetAddress.getLoopbackAddress(), port);
                return true;
              } catch (IOException e) {
                return false; // not listening yet
              }
            });
    return connected[0];
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
