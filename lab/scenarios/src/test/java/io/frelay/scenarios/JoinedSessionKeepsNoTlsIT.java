package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A session may last for days: the outer TLS of its parties does not stay in memory with it. */
class JoinedSessionKeepsNoTlsIT {
  private static final Path JCMD = Path.of(Project.JAVA).resolveSibling("jcmd");

  @Test
  void theTlsOfBothPartiesIsGoneWhileTheSessionGoesOn() throws Exception {
    assumeTrue(Files.isExecutable(JCMD), "needs the jcmd of a JDK");
    try (RelayProcess relay = RelayProcess.start(Shared.PKI)) {
      Future<PeerConnection> waiting = Parties.connect(relay, Shared.PKI, "0", "1", "lasts");
      relay.awaitMeter("frelay_waiters", 1);
      assertThat(tlsIn(relay)).as("of a waiter").isEqualTo(1);
      Future<PeerConnection> second = Parties.connect(relay, Shared.PKI, "1", "0", "lasts");
      try (Pair pair = new Pair(Parties.await(waiting), Parties.await(second))) {
        pair.talk();
        await("both are gone")
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(tlsIn(relay)).isZero());
        pair.talk();
      }
    }
  }

  /** Netty's TLS handlers that are still reachable in the relay. */
  private static int tlsIn(RelayProcess relay) throws IOException {
    Process histogram =
        new ProcessBuilder(JCMD.toString(), Long.toString(relay.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(count(text, "io.frelay.relay.connection.Connection"))
        .as(() -> "connections in\n" + text)
        .isPositive();
    return count(text, "io.netty.handler.ssl.SslHandler");
  }

  /** A line is a number, instances, bytes, the class and, if it has a name, its module. */
  private static int count(String histogram, String className) {
    return histogram
        .lines()
        .map(line -> line.strip().split(" +", -1))
        .filter(words -> words.length > 3 && words[3].equals(className))
        .mapToInt(words -> Integer.parseInt(words[1]))
        .sum();
  }
}
