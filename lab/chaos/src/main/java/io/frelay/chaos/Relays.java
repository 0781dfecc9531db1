package io.frelay.chaos;

import io.frelay.testkit.Run;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Relays that are killed and started again on their ports, and what their logs complained of. */
final class Relays implements AutoCloseable {
  private static final int PIPE_BYTES = 65_536; // pipe(7)
  private static final int LONGEST_LINE = 4096;

  /** Time for a relay that is told to stop. */
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Run run;
  private final Certificates certificates;
  private final Setting.Log log;
  private final Map<String, String> environment;
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<MeasuredProcess> processes = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private int dead = -1;

  /** Null if they are no cluster. */
  final RelayCluster cluster;

  /**
   * @param environment what the relays see besides their settings
   */
  Relays(Run run, Certificates certificates, Setting setting, Map<String, String> environment)
      throws IOException, InterruptedException {
    this.run = run;
    this.certificates = certificates;
    this.log = setting.log();
    this.environment = environment;
    this.cluster = setting.cluster() ? new RelayCluster(setting.relays()) : null;
    for (int i = 0; i < setting.relays(); i++) {
      addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()));
      processes.add(start(i));
    }
  }

  private MeasuredProcess start(int relay) throws IOException {
    int port = addresses.get(relay).getPort();
    RelayLauncher launcher = RelayLauncher.on(run.jdks().get(0));
    for (String limit : List.of("CONNECTIONS", "CONNECTIONS_PER_PARTY")) {
      launcher = launcher.with("RELAY_LIMITS_" + limit, "100000");
    }
    if (cluster != null) {
      launcher = cluster.with(launcher, relay, text(addresses.get(relay)));
    }
    for (Map.Entry<String, String> each : environment.entrySet()) {
      launcher = launcher.with(each.getKey(), each.getValue());
    }
    return switch (log) {
      case READ -> launcher.startOn(port, run, certificates).process();
      case LONG ->
          launcher
              .with("QUARKUS_LOG_CATEGORY__IO_FRELAY__LEVEL", "DEBUG")
              .startOn(port, run, certificates)
              .process();
      case FULL -> startWithFullDisk(launcher, port);
    };
  }

  private MeasuredProcess startWithFullDisk(RelayLauncher launcher, int port) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full 2>&1", "relay"));
    command.addAll(launcher.command(run, certificates, port));
    MeasuredProcess process = run.processes().start(command, launcher.settings());
    process.awaitListening(port);
    return process;
  }

  MeasuredProcess process(int relay) {
    return processes.get(relay);
  }

  InetSocketAddress address(int relay) {
    return addresses.get(relay);
  }

  /** As parties take them: all of them. */
  String list() {
    return addresses.stream().map(Relays::text).collect(Collectors.joining(","));
  }

  /** All but the relay that the other party begins with, so that sessions cross the trunk too. */
  String listFor(int party) {
    return text(addresses.get(party)) + "," + text(addresses.get(2));
  }

  private static String text(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  /** SIGTERM, and another on the same port. */
  void replace(int relay) throws IOException {
    processes.get(relay).signal("TERM");
    processes.get(relay).awaitExit(STOP);
    end(relay);
    processes.set(relay, start(relay));
  }

  /** kill -9, and another on the same port. */
  void restart(int relay) throws IOException {
    end(relay);
    processes.set(relay, start(relay));
  }

  /** kill -9; {@link #restart} starts it again. */
  void kill(int relay) throws IOException {
    processes.get(relay).kill();
  }

  /** kill -9; the one that was killed before is started again first. */
  void killInTurn(int relay) throws IOException {
    if (dead >= 0) {
      processes.set(dead, start(dead));
    }
    end(relay);
    dead = relay;
  }

  private void end(int relay) throws IOException {
    complaints.addAll(processes.get(relay).complaints());
    processes.get(relay).kill();
  }

  /** From now on nobody reads what they print. */
  void stallLogs() {
    processes.forEach(MeasuredProcess::stallLog);
  }

  /** True if a relay's next line does not fit into the pipe. */
  boolean areLogsStalled() throws IOException {
    for (MeasuredProcess process : processes) {
      if (process.unreadLog() < PIPE_BYTES - LONGEST_LINE) {
        return false;
      }
    }
    return true;
  }

  /** So many descriptors may they have open; what is open stays. */
  void limitDescriptors(String limit) throws IOException, InterruptedException {
    for (MeasuredProcess process : processes) {
      String pid = Long.toString(process.pid());
      Process prlimit =
          new ProcessBuilder("prlimit", "--pid", pid, "--nofile=" + limit + ":")
              .redirectErrorStream(true)
              .start();
      if (prlimit.waitFor() != 0) {
        throw new IOException("prlimit --pid " + pid + " --nofile=" + limit + " failed");
      }
    }
  }

  /** Errors and stack traces in their logs, and relays that have ended by themselves. */
  List<String> troubles() {
    List<String> all = new ArrayList<>();
    complaints.forEach(line -> all.add("a relay's log: " + line));
    for (int i = 0; i < processes.size(); i++) {
      processes.get(i).complaints().forEach(line -> all.add("a relay's log: " + line));
      if (i != dead && !processes.get(i).isAlive()) {
        all.add("the relay has ended: " + processes.get(i).log());
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    processes.forEach(MeasuredProcess::close);
    if (cluster != null) {
      cluster.close();
    }
  }
}
