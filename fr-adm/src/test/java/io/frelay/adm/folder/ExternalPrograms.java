package io.frelay.adm.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs real programs, bounded in time. */
public final class ExternalPrograms {
  private static final long LIMIT_SECONDS = 180; // bin/fr-adm may have to build itself

  private ExternalPrograms() {}

  public record Result(int exit, String out, String err) {}

  public static Result run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    return run(folder, command, Map.of());
  }

  /** With these variables besides those of this process. */
  static Result run(Path folder, List<String> command, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      assertThat(ended).as("%s ended in time", command).isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Skips the test, saying why, where {@code program} is not installed. */
  static void assumeInstalled(String program, String... versionArguments) throws Exception {
    boolean installed;
    try {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of(versionArguments));
      installed = run(Path.of("."), command).exit() == 0;
    } catch (IOException e) {
      installed = false;
    }
    Assumptions.assumeTrue(installed, program + " is not installed: not compared with it");
  }
}
