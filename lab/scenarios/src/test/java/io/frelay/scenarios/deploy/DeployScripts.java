package io.frelay.scenarios.deploy;

import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scripts of one folder below {@code deploy/}, run as they are, with stand-ins in place of the
 * cloud's programs and with parameters of the test's own.
 */
final class DeployScripts {
  private final Path scripts;
  private final CloudPrograms cloud;
  private final Path parametersFile;
  private final Map<String, String> parameters;

  /** Output and exit code of a script. */
  record Outcome(int exitCode, String out, String err) {
    /** Both, for a message when an assertion fails. */
    String text() {
      return "exit code %d%n--- out%n%s%n--- err%n%s".formatted(exitCode, out, err);
    }
  }

  /**
   * @param name the folder below {@code deploy/}
   * @param work where the parameters are written
   */
  DeployScripts(String name, CloudPrograms cloud, Path work, Map<String, String> parameters) {
    this.scripts = Project.ROOT.resolve("deploy").resolve(name);
    this.cloud = cloud;
    this.parametersFile = work.resolve("parameters.env");
    this.parameters = new LinkedHashMap<>(parameters);
  }

  /** From now on with another value; an empty one is as good as none. */
  DeployScripts with(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /** Runs a script to its end, with its {@code --parameters} besides these arguments. */
  Outcome run(String script, String... arguments) throws Exception {
    Files.writeString(
        parametersFile,
        parameters.entrySet().stream()
            .map(entry -> "%s='%s'%n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining()));
    return start(
        Stream.concat(
                Stream.of(
                    scripts.resolve(script).toString(), "--parameters", parametersFile.toString()),
                Stream.of(arguments))
            .toList());
  }

  private Outcome start(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(scripts.toFile());
    // Settings of the tester's own for the real CLIs must not reach a script
    // here.
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().merge("PATH", cloud.folder().toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      var out = Parties.run(() -> text(process.getInputStream().readAllBytes()));
      var err = Parties.run(() -> text(process.getErrorStream().readAllBytes()));
      if (!process.waitFor(150, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + command);
      }
      return new Outcome(process.exitValue(), Parties.await(out), Parties.await(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
