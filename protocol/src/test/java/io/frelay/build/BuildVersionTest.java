package io.frelay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** There is one version number: the root pom's. */
class BuildVersionTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** A pom names its parent's version, which Maven holds against the parent. */
  private static final Pattern OF_PARENT =
      Pattern.compile("(?s)<artifactId>[^<]*</artifactId>\\s*<version>([^<]*)</version>");

  @Test
  void isThatOfTheRootPom() throws Exception {
    Matcher root = OF_PARENT.matcher(Files.readString(PROJECT.resolve("pom.xml")));
    assertThat(root.find()).isTrue();
    assertThat(BuildVersion.text()).isEqualTo(root.group(1));
  }

  @Test
  void standsInNoSourceOrPage() throws Exception {
    String version = BuildVersion.text();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      List<Path> naming =
          files
              .filter(BuildVersionTest::isOurs)
              .filter(file -> contains(file, version))
              .map(PROJECT::relativize)
              .toList();
      assertThat(naming).isEmpty();
    }
  }

  private static boolean isOurs(Path file) {
    String path = PROJECT.relativize(file).toString();
    return path.matches(".*\\.(java|md|sh|ya?ml|properties|json)|bin/.*|.*Makefile")
        && !path.matches("(.*/)?(target|node_modules)/.*")
        && !path.startsWith(".")
        && Files.isRegularFile(file);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false; // not a text
    }
  }
}
