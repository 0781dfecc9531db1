package io.frelay.scenarios.deploy;

import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program run to its end, in the project's folder.
 *
 * @param output what it has said, errors included
 */
record FinishedProgram(int exitCode, String output) {
  static FinishedProgram run(Map<String, String> environment, List<String> command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Project.ROOT.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      Future<byte[]> output = Parties.run(() -> process.getInputStream().readAllBytes());
      if (!process.waitFor(150, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + command);
      }
      return new FinishedProgram(
          process.exitValue(), new String(Parties.await(output), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  static FinishedProgram run(String... command) throws Exception {
    return run(Map.of(), List.of(command));
  }

  /** Skips the test where there is no such program. */
  static void assumeInstalled(String name, String untested) {
    boolean installed =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    Assumptions.assumeTrue(installed, "needs " + name + "; " + untested);
  }

  /**
   * Files of the project below a folder, relative to it, in order; what a build has made is not
   * among them.
   */
  static List<String> files(String folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(Project.ROOT.resolve(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> Project.ROOT.relativize(file).toString())
          .filter(file -> !file.contains("target/"))
          .filter(file -> Stream.of(endings).anyMatch(file::endsWith))
          .sorted()
          .toList();
    }
  }
}
