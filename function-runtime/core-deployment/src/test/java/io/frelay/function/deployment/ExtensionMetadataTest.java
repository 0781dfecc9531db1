package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.PeerHandler;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Metadata of the extension as tools show it: our own words, and what the build adds to them. */
class ExtensionMetadataTest {
  @Test
  void hasANameAndWhatToFindItBy() throws Exception {
    URL core = PeerHandler.class.getProtectionDomain().getCodeSource().getLocation();
    URL metadata =
        core.getPath().endsWith(".jar")
            ? new URL("jar:" + core + "!/META-INF/quarkus-extension.yaml")
            : Path.of(core.toURI()).resolve("META-INF/quarkus-extension.yaml").toUri().toURL();
    try (InputStream in = metadata.openStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains(
              "name: \"Frelay Functions\"",
              "multi-party-computation",
              "- \"cloud\"",
              "docs/functions.md")
          .contains("- \"frelay.\"", "- \"quarkus.frelay.\"")
          .contains("artifact: \"io.frelay:frelay-function::jar:", "built-with-quarkus-core");
    }
  }
}
