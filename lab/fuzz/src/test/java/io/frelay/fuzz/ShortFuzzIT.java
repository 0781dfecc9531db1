package io.frelay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some seconds under Jazzer of what strangers reach; all of it, and for longer, by bin/lab fuzz.
 */
class ShortFuzzIT {
  @ParameterizedTest
  @ValueSource(strings = {"AuthRequest", "CertificateNames", "RecordGate", "TlsStream"})
  @Timeout(120)
  void findsNothing(String name, @TempDir Path work) throws Exception {
    Targets.Target target =
        Targets.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    Path output = work.resolve("output");
    Path found = Files.createDirectory(work.resolve("corpus"));
    Process jazzer =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "com.code_intelligence.jazzer.Jazzer",
                    "--target_class=" + target.type().getName(),
                    "--instrumentation_includes=io.frelay.**",
                    "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                    "--reproducer_path=" + work,
                    "-artifact_prefix=" + work + "/",
                    "-max_total_time=3",
                    found.toString(),
                    target.corpus().toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(110, TimeUnit.SECONDS)).isTrue();
      assertThat(jazzer.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      jazzer.destroyForcibly();
    }
  }
}
