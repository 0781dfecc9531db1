package io.frelay.scenarios.functions.support;

import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Project;
import io.frelay.testkit.process.ProcessLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program with nothing in its environment but what its platform gives it. */
public final class FunctionProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern LISTENS = Pattern.compile("Listening on: http://\\S+:(\\d+)");

  private final Process process;
  private final ProcessLog log;

  private FunctionProcess(Process process) {
    this.process = process;
    this.log = new ProcessLog(process);
  }

  /** The command that starts an example's JVM application. */
  public static List<String> java(String example) {
    return java(Project.JAVA, example);
  }

  /** The same with another JDK. */
  static List<String> java(String java, String example) {
    return javaOf(java, "examples/" + example);
  }

  /** The same of any module. */
  static List<String> javaOf(String java, String module) {
    List<String> command = new ArrayList<>(List.of(java));
    String coverage = System.getProperty("frelay.jacoco");
    if (coverage != null && !coverage.isBlank()) {
      command.add(coverage);
    }
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")); // as in an image
    Path app = Project.ROOT.resolve(module).resolve("target/quarkus-app");
    command.addAll(List.of("-jar", app.resolve("quarkus-run.jar").toString()));
    return command;
  }

  static ProcessBuilder builder(
      List<String> command, Path folder, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String path = builder.environment().get("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts it; stdout and stderr are its log. */
  public static FunctionProcess start(
      List<String> command, Path folder, Map<String, String> environment) {
    try {
      return new FunctionProcess(
          builder(command, folder, environment).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port that it says it listens on. */
  public int awaitPort() {
    Matcher[] found = {null};
    await("the function's port; its log: " + log)
        .atMost(START)
        .pollInterval(Duration.ofMillis(10))
        .failFast("the function ended: " + log, () -> !process.isAlive())
        .until(() -> (found[0] = log.find(LISTENS)) != null);
    return Integer.parseInt(found[0].group(1));
  }

  public Process process() {
    return process;
  }

  /** All it has printed so far. */
  public String log() {
    return String.join("\n", log.lines());
  }

  @Override
  public void close() {
    stop(process);
  }

  /** SIGTERM, then SIGKILL; also of one that is frozen. */
  static void stop(Process process) {
    Signals.thaw(process);
    ProcessLog.stop(process, 5);
  }
}
