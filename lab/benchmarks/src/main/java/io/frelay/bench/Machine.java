package io.frelay.bench;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Machine and versions that the report names. */
final class Machine {
  private Machine() {}

  static Table describe(Checkout project, List<Jdk> jdks) {
    Table table = new Table("what", "this run");
    table.row("CPU", line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")));
    table.row("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    table.row(
        "memory", line("/proc/meminfo", "MemTotal").map(Machine::gigabytes).orElse("unknown"));
    table.row("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    table.row("Frelay", project.revision());
    for (Jdk jdk : jdks) {
      table.row(jdk.name(), jdk.version().orElse("unknown"));
    }
    table.row("HAProxy", version("haproxy", "-v"));
    table.row("nginx", version("nginx", "-v"));
    table.row("socat", socat());
    return table;
  }

  private static String version(String program, String option) {
    return Checkout.program(program)
        .flatMap(path -> Checkout.output(path.toString(), option))
        .orElse("not installed");
  }

  private static String socat() {
    return Checkout.program("socat")
        .flatMap(path -> Checkout.output("sh", "-c", path + " -V | sed -n 's/^socat version //p'"))
        .orElse("not installed");
  }

  private static Optional<String> line(String file, String key) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String gigabytes(String kilobytes) {
    return "%.1f GiB".formatted(Long.parseLong(kilobytes.replaceAll("\\D", "")) / (1024.0 * 1024));
  }
}
