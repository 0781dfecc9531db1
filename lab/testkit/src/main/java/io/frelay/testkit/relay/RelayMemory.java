package io.frelay.testkit.relay;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** The memory of a relay of ours, as the process and its metrics tell it. */
public final class RelayMemory {
  private final RelayLauncher.Running relay;
  private final Jdk jdk;

  /** Not 2: its upgrade from 1.1 was seen to wait for ever for the answer. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public RelayMemory(RelayLauncher.Running relay, Jdk jdk) {
    this.relay = relay;
    this.jdk = jdk;
  }

  /**
   * Bytes.
   *
   * @param heap in use, with garbage unless it was just collected
   * @param direct in use by buffers off the heap
   */
  public record Reading(long rss, long heap, long direct) {}

  /** As it stands. */
  public Reading now() throws IOException, InterruptedException {
    String metrics = metrics();
    return new Reading(
        relay.process().tree().memory().rss(),
        (long) sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
        // Netty keeps its own books where it frees memory itself, else the JVM does.
        (long)
            Math.max(
                sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\""), nettyDirect(metrics)));
  }

  /** After all that it does not need was given back: by the JVM, and by the C library. */
  public Reading collected() throws IOException, InterruptedException {
    Path jcmd = jdk.home().resolve("bin/jcmd");
    if (Files.isExecutable(jcmd)) {
      String pid = Long.toString(relay.process().pid());
      Checkout.output(jcmd.toString(), pid, "GC.run");
      Checkout.output(jcmd.toString(), pid, "System.trim_native_heap");
    }
    return now();
  }

  /** The sum of all samples of a metric whose line begins so; 0 if there is none. */
  public double metric(String prefix) throws IOException, InterruptedException {
    return sum(metrics(), prefix);
  }

  private static double nettyDirect(String metrics) {
    return sum(
        metrics
            .lines()
            .filter(line -> line.contains("memory_type=\"direct\""))
            .collect(Collectors.joining("\n")),
        "netty_allocator_memory_used{");
  }

  private String metrics() throws IOException, InterruptedException {
    URI uri = relay.management().resolve("/q/metrics");
    return http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static double sum(String metrics, String prefix) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
