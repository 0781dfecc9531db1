package io.frelay.bench.start;

import io.frelay.testkit.Run;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Has {@code bin/lab function-figures} measure, and takes over its table. */
final class FunctionStarts {
  private static final Duration PATIENCE = Duration.ofMinutes(25);

  private FunctionStarts() {}

  static Table measure(Run run) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(run.project().launcher("lab").toString(), "function-figures"));
    fastFunctions(run.project().root()).forEach(folder -> command.add(folder.toString()));
    try (MeasuredProcess process = run.processes().start(command, Map.of())) {
      if (process.awaitExit(PATIENCE) != 0) {
        throw new IOException("bin/lab function-figures failed: " + process.log());
      }
      return table(process.log());
    }
  }

  /**
   * Functions with a runtime and a cache of their own, as far as {@code bin/fast-start} made any.
   */
  private static List<Path> fastFunctions(Path root) throws IOException {
    try (Stream<Path> examples = Files.list(root.resolve("examples"))) {
      return examples
          .map(example -> example.resolve("target/fast-start"))
          .filter(folder -> Files.exists(folder.resolve("start")))
          .sorted()
          .toList();
    }
  }

  /** The one table in what it printed. */
  static Table table(List<String> log) throws IOException {
    List<List<String>> lines =
        log.stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .map(cells -> cells.subList(1, cells.size() - 1))
            .toList();
    if (lines.isEmpty()) {
      throw new IOException("bin/lab function-figures printed no table: " + log);
    }
    Table table = new Table(lines.get(0));
    lines.subList(1, lines.size()).forEach(table::row);
    return table;
  }
}
