package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Make with existing images, and the Maven commands that it would run; {@code ContainerImagesIT}
 * has it build them.
 */
class MakefileIT {
  private static final List<String> TARS =
      List.of(
          "relay-app/target/jib-image.tar",
          "function-runtime/client-func/target/jib-image.tar",
          "examples/ibm-ce/target/jib-image.tar");

  @TempDir private Path work;
  private CloudPrograms engines;

  @BeforeEach
  void engines() throws Exception {
    FinishedProgram.assumeInstalled("make", "the Makefile is not tested");
    engines = CloudPrograms.in(work, "docker", "podman");
  }

  private FinishedProgram make(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("make"));
    command.addAll(List.of(arguments));
    return FinishedProgram.run(
        Map.of("PATH", engines.folder() + ":" + System.getenv("PATH"), "MAKEFLAGS", ""), command);
  }

  @Test
  void imagesAreLoadedIntoTheEngineThatRuns() throws Exception {
    engines.refuse("docker info");
    FinishedProgram made = make("--old-file=build-image", "docker-build");
    assertThat(made.exitCode()).as(made::output).isZero();
    assertThat(engines.lines())
        .containsExactly(
            "docker info",
            "podman info",
            "podman load -i " + TARS.get(0),
            "podman load -i " + TARS.get(1),
            "podman load -i " + TARS.get(2));
  }

  @Test
  void withoutAnEngineItSaysWhereTheyAre() throws Exception {
    engines.refuse("docker info").refuse("podman info");
    FinishedProgram made = make("--old-file=build-image", "docker-build");
    assertThat(made.exitCode()).as(made::output).isZero();
    assertThat(made.output()).contains("no docker or podman runs here").contains(TARS);
  }

  @Test
  void aFailureToLoadIsOne() throws Exception {
    engines.refuse("docker load");
    assertThat(make("--old-file=build-image", "docker-build").exitCode()).isNotZero();
  }

  @Test
  void theRestIsMaven() throws Exception {
    assertThat(make("--dry-run", "build").output().strip())
        .isEqualTo("./mvnw --quiet --batch-mode -DskipTests  package");
    assertThat(
            make("--dry-run", "build-image", "push-image", "REGISTRY=registry.example/team")
                .output())
        .contains("-Pimage -pl relay-app,function-runtime/client-func,examples/ibm-ce -am package")
        .contains("-Pimage -Dimage.push -Dimage.registry=registry.example/team/ -pl relay-app,");
    FinishedProgram nowhere = make("push-image");
    assertThat(nowhere.exitCode()).isNotZero();
    assertThat(nowhere.output()).contains("make push-image needs REGISTRY=HOST/PATH");
  }
}
