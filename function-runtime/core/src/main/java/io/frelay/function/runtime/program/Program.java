package io.frelay.function.runtime.program;

import io.frelay.bundle.PartyVariable;
import io.frelay.function.FunctionConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A program as the settings name it.
 *
 * @param command its path and arguments
 * @param variables names of the variables that it gets besides the usual ones
 * @param overTcp whether peers are ports of 127.0.0.1 instead of unix sockets
 * @param stays whether it serves one invocation after another, instead of one each
 */
public record Program(List<String> command, Set<String> variables, boolean overTcp, boolean stays) {
  /** What programs need to run at all. Everything else may be a secret. */
  private static final Set<String> USUAL =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH");

  /** The program of an application, if it has one. */
  public static Optional<Program> of(FunctionConfig config) {
    return config
        .program()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(
            text ->
                new Program(
                    List.of(text.split("\\s+")),
                    new TreeSet<>(config.programEnv().orElse(List.of())),
                    config.programSockets() == FunctionConfig.Sockets.TCP,
                    config.programStays()));
  }

  /** Faults that every call would fail of. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    String file = command.get(0);
    if (file.contains("/") && !isExecutable(Path.of(file))) {
      problems.add(
          "FRELAY_PROGRAM (frelay.program) names %s, which is no file that may be executed"
              .formatted(file));
    } else if (!file.contains("/") && !isIn(System.getenv("PATH"), file)) {
      problems.add(
          "FRELAY_PROGRAM (frelay.program) names %s, which is in no folder of PATH"
              .formatted(file));
    }
    for (String name : variables) {
      if (isSecret(name)) {
        problems.add(
            "FRELAY_PROGRAM_ENV (frelay.program-env) names %s, which is not for programs"
                .formatted(name));
      }
    }
    return problems;
  }

  private static boolean isExecutable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /** True without a path too: then the system has one of its own. */
  private static boolean isIn(String path, String file) {
    return path == null
        || Stream.of(path.split(":", -1)).anyMatch(each -> isExecutable(Path.of(each, file)));
  }

  private static boolean isSecret(String name) {
    String variable = name.endsWith("_FILE") ? name.substring(0, name.length() - 5) : name;
    return name.startsWith("FRELAY_") || PartyVariable.named(variable).isPresent();
  }

  /** The part of this process's environment that it gets. */
  Map<String, String> environment(Map<String, String> own) {
    Map<String, String> given = new HashMap<>(own);
    given.keySet().removeIf(name -> !USUAL.contains(name) && !variables.contains(name));
    return given;
  }
}
