package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Running out of file descriptors costs newcomers their connection, and nobody else anything. */
class FileDescriptorsIT {
  private static final int ROOM_FOR = 6;

  @Test
  void runningOutIsSurvivedWithoutSpinning() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI)) {
      Path descriptors = Path.of("/proc/" + relay.pid() + "/fd");
      Assumptions.assumeTrue(Files.isDirectory(descriptors), "needs Linux's /proc");
      try (Pair live = Pair.of(relay, Shared.PKI, "live")) {
        relay.meter("frelay_waiters"); // the management connection stays open from here
        limit(relay, count(descriptors) + ROOM_FOR);
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < 3 * ROOM_FOR; i++) {
          crowd.add(new Socket(InetAddress.getLoopbackAddress(), relay.port()));
        }
        Duration before = cpu(relay);
        for (int i = 0; i < 1000; i++) {
          live.talk();
        }
        assertThat(cpu(relay).minus(before)).isLessThan(Duration.ofSeconds(2));
        for (Socket each : crowd) {
          each.close();
        }
        try (Pair newcomers = Pair.of(relay, Shared.PKI, "newcomers")) {
          newcomers.talk();
        }
        live.talk();
      }
    }
  }

  private static void limit(RelayProcess relay, long most) throws Exception {
    try {
      Process prlimit =
          new ProcessBuilder("prlimit", "--pid=" + relay.pid(), "--nofile=" + most)
              .inheritIO()
              .start();
      Assumptions.assumeTrue(prlimit.waitFor() == 0, "prlimit is not permitted");
    } catch (IOException e) {
      Assumptions.abort("needs the prlimit command of util-linux");
    }
  }

  private static long count(Path descriptors) throws IOException {
    try (Stream<Path> open = Files.list(descriptors)) {
      return open.count();
    }
  }

  private static Duration cpu(RelayProcess relay) {
    return ProcessHandle.of(relay.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }
}
