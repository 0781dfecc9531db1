package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Common behaviour of the launchers, in a project of one source that builds quickly. */
class LaunchScriptIT {
  @TempDir Path folder;
  private Path project;

  @BeforeEach
  void makeProject() throws Exception {
    project = folder.resolve("project");
    Path bin = Files.createDirectories(project.resolve("bin"));
    Files.copy(Project.launcher("launch.sh"), bin.resolve("launch.sh"));
    Files.createDirectories(project.resolve("module/src"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.writeString(project.resolve("module/src/Source"), "one");
    script(
        "bin/start",
        """
        set -eu
        root=$(dirname "$(dirname "$(readlink -f "$0")")")
        . "$root/bin/launch.sh"
        need module/target/it.jar module module/src
        cat "$root/module/target/it.jar"
        """);
    script("mvnw", "mkdir -p module/target && cp module/src/Source module/target/it.jar\n");
  }

  private void script(String name, String text) throws Exception {
    Path file = Files.writeString(project.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs it; whether it was built first is told by what it says. */
  private String start(Map<String, String> environment) throws Exception {
    Path launcher = project.resolve("bin/start");
    try (Command started = Command.start(folder, environment, launcher.toString())) {
      started.exitCode();
      return started.text() + "|" + started.errors();
    }
  }

  /** As {@code cp -r} leaves it: files of now, in any order. */
  private void haveSourcesNewerThanTheJar() throws Exception {
    FileTime soon = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(project.resolve("module/src/Source"), soon);
  }

  @Test
  void onlyAChangedSourceIsBuiltAgain() throws Exception {
    assertThat(start(Map.of())).startsWith("one|").contains("building module: two or three");
    assertThat(start(Map.of())).isEqualTo("one|");
    haveSourcesNewerThanTheJar();
    assertThat(start(Map.of())).isEqualTo("one|");
    Files.writeString(project.resolve("module/src/Source"), "two");
    haveSourcesNewerThanTheJar();
    assertThat(start(Map.of())).startsWith("two|").contains("since sources have changed");
  }

  /** The checksum is of the jar as well: it is not that of a build by hand in between. */
  @Test
  void aJarOfOtherSourcesIsBuiltAgain() throws Exception {
    start(Map.of());
    Files.writeString(project.resolve("module/target/it.jar"), "two, by hand");
    haveSourcesNewerThanTheJar();
    assertThat(start(Map.of())).startsWith("one|").contains("since sources have changed");
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    assertThat(start(Map.of("JAVA_HOME", "/nowhere")))
        .contains("JAVA_HOME=/nowhere has no bin/java")
        .doesNotContain("or set JAVA_HOME");
  }
}
