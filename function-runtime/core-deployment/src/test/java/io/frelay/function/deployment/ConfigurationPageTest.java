package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md has all settings. To write it anew:
 *
 * <pre>{@code
 * ./mvnw package -pl function-runtime/core-deployment -am -Dtest=ConfigurationPageTest \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dfrelay.write-pages
 * }</pre>
 */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");

  @Test
  void isAsTheMappingsAre() throws Exception {
    String text = ConfigurationPage.text();
    if (System.getProperty("frelay.write-pages") != null) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(text);
  }
}
