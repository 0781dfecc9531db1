package io.frelay.testkit.relay;

import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.ProcessTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Starts our relay. Settings are environment variables, since unknown ones are ignored there: an
 * older relay can be measured with newer settings.
 *
 * @param jdk what it runs on
 * @param options for its JVM
 * @param settings such as {@code RELAY_READ_AHEAD_HOLD} to {@code 50ms}
 */
public record RelayLauncher(Jdk jdk, List<String> options, Map<String, String> settings) {
  /** Options of the JVM as {@code bin/relay} has them. */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms16m",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MaxHeapFreeRatio=50",
          "-XX:MaxDirectMemorySize=64m");

  private static final Pattern LISTENS = Pattern.compile("relay listens on \\S+:(\\d+) ");
  private static final Pattern MANAGEMENT =
      Pattern.compile("health and metrics at (http://\\S+?)/q/");

  /** A relay as anybody would start it. */
  public static RelayLauncher on(Jdk jdk) {
    return new RelayLauncher(jdk, OPTIONS, Map.of());
  }

  /** With one more setting, such as {@code RELAY_READ_AHEAD_HOLD}. */
  public RelayLauncher with(String setting, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(setting, value);
    return new RelayLauncher(jdk, options, Map.copyOf(more));
  }

  /** As one of a cluster, whose registry is at a URL. */
  public RelayLauncher inCluster(String redis) {
    return with("RELAY_CLUSTER_REGISTRY", "redis")
        .with("RELAY_CLUSTER_LISTEN", "127.0.0.1:0")
        .with("QUARKUS_REDIS_HOSTS", redis);
  }

  /** With options for the JVM. */
  public RelayLauncher withJvm(String... jvm) {
    List<String> more = new ArrayList<>(options);
    more.addAll(List.of(jvm));
    return new RelayLauncher(jdk, List.copyOf(more), settings);
  }

  /** The command that starts it. */
  public List<String> command(Run run, Certificates certificates, int port) {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    if (!jdk.isExecutable()) {
      command.addAll(options);
      command.addAll(List.of("-jar", run.project().relayJar().toString()));
    }
    command.addAll(arguments(certificates, port));
    return command;
  }

  /** Options of the relay, after the program. */
  public static List<String> arguments(Certificates certificates, int port) {
    return List.of(
        "start",
        "--ip",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--management-port",
        "0",
        "--certs",
        certificates.folder().toString());
  }

  /** Starts it on a port that the system chooses, and waits until it is ready. */
  public Running start(Run run, Certificates certificates) throws IOException {
    return startOn(0, run, certificates);
  }

  /** The same on a given port. */
  public Running startOn(int wanted, Run run, Certificates certificates) throws IOException {
    MeasuredProcess process = run.processes().start(command(run, certificates, wanted), settings);
    int port = Integer.parseInt(process.awaitLine(LISTENS).group(1));
    URI management = URI.create(process.awaitLine(MANAGEMENT).group(1));
    return new Running(
        process,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        management,
        certificates);
  }

  /**
   * A relay that runs.
   *
   * @param management the base of health and metrics
   */
  public record Running(
      MeasuredProcess process, InetSocketAddress address, URI management, Certificates certificates)
      implements AutoCloseable {
    /** The processes of several, to be counted together. */
    public static ProcessTree tree(List<Running> relays) {
      return new ProcessTree(
          relays.stream().flatMap(each -> each.process().tree().roots().stream()).toList());
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
