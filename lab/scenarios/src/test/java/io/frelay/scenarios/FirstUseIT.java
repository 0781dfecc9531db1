package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The list {@code first-use.classes} is complete and has nothing superfluous: once the relay
 * listens, connections load no class from a jar, and every class of the list is used.
 */
class FirstUseIT {
  private static final Pattern FROM_JAR = Pattern.compile("(\\S+) source: .*\\.jar");

  /** User, class and place of a resolution: the list's own loading names FirstUse as the user. */
  private static final Pattern RESOLVED = Pattern.compile("^(\\S+) (\\S+) ");

  /** Classes of what may happen to a connection at any time, and not to those of this scenario. */
  private static final Pattern RARE =
      Pattern.compile(
          "io\\.frelay\\.relay\\.(accept\\.ProxyHeader"
              + "|authenticate\\.(HandshakeFailure|RefusalText)|session\\.ReadAheadHold"
              + "|splice\\.Pipe|memory\\.(NativeHeap|ConnectionTrend)).*"
              + "|io\\.netty\\.channel\\.AbstractChannelHandlerContext\\$.*");

  private static final Path LIST =
      Project.ROOT.resolve("relay-app/src/main/resources/io/frelay/relay/first-use.classes");

  @TempDir private Path folder;

  @Test
  void nothingIsLoadedFromJarsForTheFirstConnections() throws Exception {
    Path log = folder.resolve("classes.log");
    Path uses = folder.resolve("uses.log");
    List<String> options =
        List.of(
            "-Xlog:class+load=info:file=" + log + ":none",
            "-Xlog:class+resolve=debug:file=" + uses + ":none:filesize=0");
    try (RelayProcess relay =
        RelayProcess.startWithJvm(
            Shared.PKI, options, "relay.limits.unauthenticated-per-address=2")) {
      // The meters of the JVM are bound when it listens already; this is the last of them.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> relay.meter("process_files_open_files") > 0);
      int before = Files.readAllLines(log).size();
      refuseSome(relay);
      Exchange.between0And1(relay, Shared.PKI, "first");
      relay.awaitLine("session ended");
      fillAPipe(relay);
      List<String> since = Files.readAllLines(log);
      assertThat(since.subList(before, since.size()).stream().map(FirstUseIT::fromJar))
          .allMatch(Optional::isEmpty);
    }
    Set<String> loaded =
        Files.readAllLines(log).stream()
            .map(line -> line.split(" ", 2)[0])
            .collect(Collectors.toSet());
    assertThat(loaded).as("classes that there are").containsAll(Files.readAllLines(LIST));
    Set<String> used = resolved(uses);
    assertThat(Files.readAllLines(LIST))
        .as("classes of the list that nothing uses any more")
        .allMatch(name -> used.contains(name) || RARE.matcher(name).matches());
  }

  private static Set<String> resolved(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(RESOLVED::matcher)
          .filter(line -> line.find() && !line.group(1).equals("io.frelay.relay.FirstUse"))
          .map(line -> line.group(2))
          .collect(Collectors.toSet());
    }
  }

  /** A reader that stops makes the relay keep what comes in a pipe. */
  private static void fillAPipe(RelayProcess relay) throws Exception {
    try (HandDrivenParty writer = HandDrivenParty.request(relay, "0", "1", "slow");
        HandDrivenParty reader = HandDrivenParty.request(relay, "1", "0", "slow")) {
      writer.awaitReady();
      reader.awaitReady();
      Parties.run(
          () -> {
            while (true) { // ends with the socket
              writer.send(new byte[1 << 16]);
            }
          });
      double[] before = {-1};
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                double now = relay.meter("frelay_bytes_total");
                boolean still = now > 1 << 20 && now == before[0];
                before[0] = now;
                return still;
              });
    }
  }

  private static Optional<String> fromJar(String line) {
    Matcher loaded = FROM_JAR.matcher(line);
    return loaded.matches() ? Optional.of(loaded.group(1)) : Optional.empty();
  }

  private static void refuseSome(RelayProcess relay) throws IOException {
    try (Socket one = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Socket other = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Socket third = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      third.shutdownOutput();
      one.getOutputStream().write("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));
      other.shutdownOutput();
      for (Socket each : List.of(one, other, third)) {
        awaitEnd(each);
      }
    }
    try (HandDrivenParty party =
        HandDrivenParty.ask(relay.port(), Shared.PKI.outerTls("user1", "0"), "{\"Dest\":1}\n")) {
      assertThat(party.isTurnedAway()).isTrue();
    }
  }

  private static void awaitEnd(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      // by a reset, as it should
    }
  }
}
