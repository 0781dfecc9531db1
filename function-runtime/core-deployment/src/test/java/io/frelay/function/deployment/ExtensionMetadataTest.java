package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Metadata of each extension as tools show it. */
class ExtensionMetadataTest {
  private static final Path MODULES = Path.of("..");
  private static final String GUIDES = "https://github.com/frelay/frelay/blob/main/";

  /** Modules that have build steps in a module of their own. */
  static List<Path> extensions() throws IOException {
    try (Stream<Path> modules = Files.list(MODULES)) {
      return modules
          .filter(
              each -> Files.exists(each.resolveSibling(each.getFileName() + "-deployment/pom.xml")))
          .toList();
    }
  }

  @Test
  void areThoseOfTheCoreAndAllAdapters() throws Exception {
    assertThat(extensions())
        .extracting(each -> each.getFileName().toString())
        .containsExactlyInAnyOrder("core", "http", "aws", "gcp", "azure", "ibm-ce", "funqy-http");
  }

  @ParameterizedTest
  @MethodSource("extensions")
  @SuppressWarnings("unchecked") // as YAML has it
  void sayWhatTheyAreAndWhatToFindThemBy(Path module) throws Exception {
    String text =
        Files.readString(module.resolve("src/main/resources/META-INF/quarkus-extension.yaml"));
    Map<String, Object> extension = new Yaml().load(text);
    assertThat(extension.get("name")).asString().startsWith("Frelay ");
    assertThat(extension.get("description")).asString().isNotBlank();
    Map<String, Object> metadata = (Map<String, Object>) extension.get("metadata");
    assertThat(metadata.get("short-name")).isEqualTo(artifact(module));
    assertThat((List<String>) metadata.get("keywords")).contains("frelay").hasSizeGreaterThan(2);
    assertThat((List<String>) metadata.get("categories")).contains("cloud");
    assertThat((List<String>) metadata.get("config")).contains("frelay.");
    assertThat(metadata.get("status")).isEqualTo("preview");
    assertThat(isThere((String) metadata.get("guide"))).as("guide").isTrue();
  }

  private static String artifact(Path module) {
    String name = module.getFileName().toString();
    return name.equals("core") ? "frelay-function" : "frelay-function-" + name;
  }

  /** Whether the page of the guide, and the section if it names one, are there. */
  private static boolean isThere(String guide) throws IOException {
    String[] place = guide.substring(GUIDES.length()).split("#", 2);
    Path page = MODULES.resolve("..").resolve(place[0]);
    return (place.length == 1 && Files.exists(page))
        || Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
            .anyMatch(place[1]::equals);
  }
}
