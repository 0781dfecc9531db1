package io.frelay.bench.session;

import com.sun.management.OperatingSystemMXBean;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** A stream from one party of this process to the other, through a relay. */
final class OneWay {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int READ_SIZE = 64 << 10;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final RelayAddress relay;
  private final Certificates certificates;
  private int sessions;

  OneWay(InetSocketAddress relay, Certificates certificates) {
    this.relay = new RelayAddress(relay.getAddress().getHostAddress(), relay.getPort());
    this.certificates = certificates;
  }

  /**
   * Speed and cost.
   *
   * @param cpuPerGigabyte seconds of this process
   */
  record Rate(double megabytesPerSecond, double cpuPerGigabyte) {}

  /** Sends so many bytes in writes of {@code size}, and waits until all have been read. */
  Rate measure(FrelayClient.Builder options, int size, long bytes) throws Exception {
    String tag = "session-" + ProcessHandle.current().pid() + "-" + sessions++;
    CompletableFuture<PeerConnection> first =
        CompletableFuture.supplyAsync(() -> connected(options, "0", "1", tag));
    try (PeerConnection to = connected(options, "1", "0", tag);
        PeerConnection from = first.get()) {
      long cpu = SYSTEM.getProcessCpuTime();
      long begun = System.nanoTime();
      CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> readAll(to));
      write(from, size, bytes);
      long total = total(read);
      if (total != bytes) {
        throw new IOException("%d bytes came of %d".formatted(total, bytes));
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double used = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      return new Rate(bytes / 1e6 / seconds, used / (bytes / 1e9));
    }
  }

  private static void write(PeerConnection to, int size, long bytes) throws IOException {
    byte[] piece = new byte[size];
    ThreadLocalRandom.current().nextBytes(piece);
    for (long left = bytes; left > 0; left -= size) {
      to.out().write(piece, 0, (int) Math.min(size, left));
    }
    to.shutdownOutput();
  }

  private static long total(CompletableFuture<Long> read) throws Exception {
    try {
      return read.get();
    } catch (ExecutionException e) {
      throw new IOException("the reader failed", e);
    }
  }

  private static long readAll(PeerConnection from) {
    try {
      byte[] piece = new byte[READ_SIZE];
      long total = 0;
      for (int count = 0; count >= 0; count = from.in().read(piece)) {
        total += count;
      }
      return total;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private PeerConnection connected(
      FrelayClient.Builder options, String me, String peer, String tag) {
    try {
      return options
          .copy()
          .relay(relay)
          .credentials(PartyCredentials.fromFiles(certificates.files(me)))
          .build()
          .connect(peer, tag, TIMEOUT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
