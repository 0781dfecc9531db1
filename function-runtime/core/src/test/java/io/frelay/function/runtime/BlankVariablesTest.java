package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables as a platform sets them: another JVM, for one's own cannot be changed. */
class BlankVariablesTest {
  /** Prints settings, a line each. */
  static final class Settings {
    public static void main(String[] names) {
      Config config =
          new SmallRyeConfigBuilder()
              .addDefaultSources()
              .addDefaultInterceptors()
              .addDiscoveredSources()
              .build();
      Arrays.stream(names)
          .map(name -> config.getValue(name, String.class))
          .forEach(System.out::println);
    }
  }

  @ParameterizedTest
  @CsvSource({"' ', '', 8080, 30s", "'', ' ', 8080, 30s", "9999, 7s, 9999, 7s"})
  void countAsAbsent(String port, String timeout, String expectedPort, String expectedTimeout)
      throws Exception {
    Map<String, String> variables = Map.of("PORT", port, "FRELAY_TIMEOUT", timeout);
    assertThat(settings(variables, "quarkus.http.port", "frelay.timeout"))
        .containsExactly(expectedPort, expectedTimeout);
  }

  private static List<String> settings(Map<String, String> variables, String... names)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.port=${PORT:8080}", // as in the HTTP module
            "-cp",
            System.getProperty("java.class.path"),
            Settings.class.getName());
    builder.command().addAll(List.of(names));
    builder.environment().putAll(variables);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed.lines().toList();
  }
}
