package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A relay starts, and ends when it is told to, although no line of its log can be written. */
class UnreadLogIT {
  /** Into a pipe of Linux, and no more: pipe(7). */
  private static final String FILL = "head -c 65536 /dev/zero; exec \"$@\"";

  @Test
  void endsAllTheSame() throws Exception {
    assumeThat(Files.exists(Path.of("/proc/self"))).as("Linux").isTrue();
    int port = FreePort.next();
    List<String> command =
        List.of(
            "sh",
            "-c",
            FILL,
            "relay",
            Project.JAVA,
            "-jar",
            Project.relayJar().toString(),
            "start",
            "--port",
            Integer.toString(port),
            "--management-port",
            "0",
            "--certs",
            Shared.PKI.root().toString());
    Process relay = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> accepts(port));
      relay.toHandle().destroy(); // and its output stays open, unread
      assertThat(relay.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(relay.exitValue()).isEqualTo(143);
    } finally {
      relay.destroyForcibly();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
