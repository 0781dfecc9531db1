package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Once the relay listens, connections need no class that is still to be loaded from a jar: what is
 * missing belongs into {@code first-use.classes}.
 */
class FirstUseIT {
  private static final Pattern FROM_JAR = Pattern.compile("(\\S+) source: .*\\.jar");

  @TempDir private Path folder;

  @Test
  void nothingIsLoadedFromJarsForTheFirstConnections() throws Exception {
    Path log = folder.resolve("classes.log");
    List<String> options = List.of("-Xlog:class+load=info:file=" + log + ":none");
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
  }

  /** A reader that stops makes the relay keep what comes in a pipe. */
  private static void fillAPipe(RelayProcess relay) throws Exception {
    try (HandDrivenParty writer =
            HandDrivenParty.request(relay.port(), Shared.PKI.outerTls("user1", "0"), "1", "slow");
        HandDrivenParty reader =
            HandDrivenParty.request(relay.port(), Shared.PKI.outerTls("user1", "1"), "0", "slow")) {
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
