package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A waiter finds out that the relay's machine is gone, without a word from it. */
@Timeout(60)
class KeepAliveTest {
  private static final Path CONNECTIONS = Path.of("/proc/net/tcp6"); // the JDK's are all here

  /** As {@code /proc/net/tcp6} names the timer that is running. */
  private static final String KEEP_ALIVE = "02";

  private static final long TICKS_A_SECOND = 100;

  @Test
  void theKernelAsksTheRelayWithinSeconds() throws Exception {
    assumeThat(CONNECTIONS).exists();
    TestWorld world = new TestWorld();
    try (TestRelay relay = new TestRelay(world)) {
      Future<PeerConnection> waiting =
          relay.async(
              () -> world.client("0", relay.address()).connect("1", "t", Duration.ofMinutes(10)));
      EngineEnd waiter = relay.asked();
      String ports =
          ":%04X 0000000000000000FFFF00000100007F:%04X "
              .formatted(waiter.socket.getPort(), relay.address().port());
      String[] timer;
      do { // what was sent last may not be acknowledged yet, which is another timer
        timer = timer(ports);
      } while (!timer[0].equals(KEEP_ALIVE));
      assertThat(Long.parseLong(timer[1], 16) / TICKS_A_SECOND).isLessThan(20);
      waiting.cancel(true);
    }
  }

  private static String[] timer(String ports) throws Exception {
    try (Stream<String> lines = Files.lines(CONNECTIONS)) {
      String line = lines.filter(each -> each.contains(ports)).findFirst().orElseThrow();
      return line.strip().split("\\s+", -1)[5].split(":", -1);
    }
  }
}
