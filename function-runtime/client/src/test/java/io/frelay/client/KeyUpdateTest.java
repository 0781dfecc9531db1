package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS 1.3 changes its keys under way: after 128 GiB, so here in a JVM that does so after 64 KiB.
 */
class KeyUpdateTest {
  private static final int MUCH = 1 << 20;

  @Test
  @Timeout(60)
  void bulkBothWaysSurvivesKeyUpdates(@TempDir Path folder) throws Exception {
    Path limits = folder.resolve("limits");
    Files.writeString(limits, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^16\n");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.properties=" + limits,
                "-Djavax.net.debug=ssl,handshake",
                "-cp",
                System.getProperty("java.class.path"),
                KeyUpdateTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(output, UTF_8)).contains("KeyUpdate", "all of it came");
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] args) throws Exception {
    TestWorld world = new TestWorld();
    Duration limit = Duration.ofSeconds(20);
    try (TestRelay threads = new TestRelay(world);
        DirectListener listener =
            new DirectListener(new RelayAddress("127.0.0.1", 0), world.party("0"))) {
      Future<byte[]> zero = threads.async(() -> exchange(threads, listener.accept("1", limit)));
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      byte[] one =
          exchange(threads, DirectConnection.connect(target, world.party("1"), "0", limit));
      if (one.length == MUCH && TestRelay.get(zero).length == MUCH) {
        System.out.println("all of it came");
      }
    }
  }

  private static byte[] exchange(TestRelay threads, PeerConnection connection) throws Exception {
    try (connection) {
      Future<Void> writing =
          threads.async(
              () -> {
                for (int i = 0; i < MUCH; i += 1 << 14) {
                  connection.out().write(new byte[1 << 14]);
                }
                connection.shutdownOutput();
                return null;
              });
      byte[] received = connection.in().readAllBytes();
      TestRelay.get(writing);
      return received;
    }
  }
}
