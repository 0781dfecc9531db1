package io.frelay.scenarios.support;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.frelay.client.RelayAddress;
import io.frelay.testkit.process.ProcessLog;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real relay in a process of its own, on a free port. */
public final class RelayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  /** Far more than anything takes, also where others have the machine's cores as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern LISTENS = Pattern.compile("relay listens on \\S+:(\\d+) ");

  /** Options that tune a JVM as {@code bin/relay} does, or for short lives. */
  private static final Pattern OF_LAUNCHERS =
      Pattern.compile(
          "-XX:(\\+UseSerialGC|-ShrinkHeapInSteps|MaxHeapFreeRatio=50|TieredStopAtLevel=1)");

  /** Options that a native executable has in common with a JVM. */
  private static final Pattern OF_EXECUTABLES =
      Pattern.compile("-(D|Xm[nsx]|XX:MaxDirectMemorySize=).+");

  private static final Pattern MANAGEMENT =
      Pattern.compile("health and metrics at (http://\\S+?)/q/");

  private final Process process;
  private final ProcessLog log;
  private int port;
  private URI management;

  private RelayProcess(Process process) {
    this.process = process;
    this.log = new ProcessLog(process);
  }

  /** Starts and waits until it listens. Settings are written {@code relay.timeouts.request=1s}. */
  public static RelayProcess start(Pki pki, String... settings) {
    return launch(pki, 0, List.of(), settings).awaitReady();
  }

  /** The same on a given port; one that is to start again there begins on a {@code FreePort}. */
  public static RelayProcess startOn(int port, Pki pki, String... settings) {
    return launch(pki, port, List.of(), settings).awaitReady();
  }

  /** Starts with options for the JVM besides. */
  public static RelayProcess startWithJvm(Pki pki, List<String> jvm, String... settings) {
    return launch(pki, 0, jvm, settings).awaitReady();
  }

  /** Starts with options of the command line besides. */
  public static RelayProcess startWithOptions(Pki pki, List<String> options) {
    List<String> arguments = new ArrayList<>(arguments(pki, 0));
    arguments.addAll(options);
    return launch(List.of(), List.of(), arguments).awaitReady();
  }

  /**
   * Starts one that is expected to end by itself, which {@link #awaitExit} and {@link #log} tell.
   *
   * @param arguments the whole command line
   */
  public static RelayProcess startToFail(List<String> settings, String... arguments) {
    return launch(List.of(), settings, List.of(arguments));
  }

  /** Starts with so many file descriptors, and waits until it listens. */
  public static RelayProcess startWithDescriptors(Pki pki, int descriptors) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
    List<String> quick = List.of(Project.BRIEF_JVM); // it does not live long
    command.addAll(command(quick, List.of(), arguments(pki, 0)));
    return launch(command, Map.of()).awaitReady();
  }

  /** Starts by another command, such as a container image's, and waits until it listens. */
  public static RelayProcess startBy(List<String> command, Map<String, String> environment) {
    return launch(command, environment).awaitReady();
  }

  private static RelayProcess launch(Pki pki, int port, List<String> jvm, String... settings) {
    return launch(jvm, List.of(settings), arguments(pki, port));
  }

  private static List<String> arguments(Pki pki, int port) {
    String certs = pki.root().toString();
    String onPort = Integer.toString(port);
    return List.of("start", "--port", onPort, "--management-port", "0", "--certs", certs);
  }

  private static RelayProcess launch(
      List<String> jvm, List<String> settings, List<String> arguments) {
    return launch(command(jvm, settings, arguments), Map.of());
  }

  private static List<String> command(
      List<String> jvm, List<String> settings, List<String> arguments) {
    Optional<Path> executable = Project.relayExecutable();
    if (executable.isPresent()) {
      return command(executable.get(), jvm, settings, arguments);
    }
    List<String> command = new ArrayList<>(List.of(Project.JAVA));
    // Most live too short for the optimizing compiler to pay, and the collector is that of
    // bin/relay.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm); // what is said here and later prevails
    String coverage = System.getProperty("frelay.jacoco");
    if (coverage != null && !coverage.isBlank()) {
      command.add(coverage);
    } else if (jvm.isEmpty()) { // else its memory or its loading of classes may be what matters
      command.addAll(ClassDataArchive.options());
    }
    settings.forEach(setting -> command.add("-D" + setting));
    command.addAll(List.of("-jar", Project.relayJar().toString()));
    command.addAll(arguments);
    return command;
  }

  /**
   * The command for a native executable. A scenario that needs other options of a JVM is skipped.
   */
  private static List<String> command(
      Path executable, List<String> jvm, List<String> settings, List<String> arguments) {
    List<String> options = jvm.stream().filter(OF_LAUNCHERS.asMatchPredicate().negate()).toList();
    assumeThat(options).as("options for an executable").allMatch(OF_EXECUTABLES.asMatchPredicate());
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(options);
    settings.forEach(setting -> command.add("-D" + setting));
    command.addAll(arguments);
    return command;
  }

  private static RelayProcess launch(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(DefaultSignals.with(command)).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RELAY"));
    builder.environment().putAll(environment);
    try {
      return new RelayProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts with options for the JVM, and does not wait; {@link #awaitReady} does. */
  public static RelayProcess startSoon(Pki pki, List<String> jvm) {
    return launch(pki, 0, jvm);
  }

  /** Waits until it listens. */
  public RelayProcess awaitReady() {
    try {
      port = Integer.parseInt(awaitLine(LISTENS, START).group(1));
      management = URI.create(awaitLine(MANAGEMENT, START).group(1));
      return this;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public RelayAddress address() {
    return new RelayAddress("127.0.0.1", port);
  }

  /** The base of health and metrics. */
  public URI management() {
    return management;
  }

  public long pid() {
    return process.pid();
  }

  /** All it has printed so far. */
  public List<String> log() {
    return log.lines();
  }

  /** Waits for a line of the log that contains all these parts. */
  public String awaitLine(String... parts) {
    String pattern = String.join(".*", Arrays.stream(parts).map(Pattern::quote).toList());
    return awaitLine(Pattern.compile(pattern), PATIENCE).group();
  }

  private Matcher awaitLine(Pattern pattern, Duration limit) {
    Matcher[] found = {null};
    await("a line of the relay's log like " + pattern + "; it has: " + log)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(5))
        .failFast("the relay ended: " + log, () -> !process.isAlive() && log.find(pattern) == null)
        .until(() -> (found[0] = log.find(pattern)) != null);
    return found[0];
  }

  /**
   * The present value of a meter, such as {@code frelay_waiters} or one with labels; 0 if unset.
   */
  public double meter(String name) {
    String metrics = RestAssured.get(management.resolve("/q/metrics")).asString();
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Waits until a meter has a value. */
  public void awaitMeter(String name, double value) {
    await(name + " = " + value)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> meter(name) == value);
  }

  /** Starts somebody who then waits; returns when the relay has put it among those who wait. */
  public <T> T awaitWaiter(Callable<T> start) throws Exception {
    double before = meter("frelay_waiters");
    T waiter = start.call();
    awaitMeter("frelay_waiters", before + 1);
    return waiter;
  }

  /** Number of connections that have ended for a reason. */
  public double closed(String reason) {
    return meter("frelay_connections_closed_total{reason=\"" + reason + "\"}");
  }

  /** Waits until one more connection than {@code before} has ended for a reason. */
  public void awaitClosed(String reason, double before) {
    awaitMeter("frelay_connections_closed_total{reason=\"" + reason + "\"}", before + 1);
  }

  /** SIGTERM; what it still says is read to the end, unlike with Process.destroy. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Any signal, by its name without SIG. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("no SIG" + name + " for the relay");
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the relay still runs: " + log);
      }
      log.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    ProcessLog.stop(process, 5);
  }

  /** The environment of a party at this relay. */
  public Map<String, String> environment(Pki pki, String user, String party, String dest) {
    Map<String, String> environment = pki.environment(user, party);
    environment.put("RELAY", "127.0.0.1:" + port);
    environment.put("DEST", dest);
    return environment;
  }
}
