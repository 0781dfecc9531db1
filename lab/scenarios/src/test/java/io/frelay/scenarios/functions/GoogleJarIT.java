package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The package for Google Cloud runs on every JDK from 17 on, whichever built it. */
class GoogleJarIT {
  /** Version of class files for Java 17. */
  private static final int JAVA_17 = 61;

  @ParameterizedTest
  @ValueSource(strings = {"gcp", "funqy/gcp"})
  void noClassForEveryJavaIsNewerThan17(String example) throws IOException {
    try (JarFile jar = new JarFile(jar(example).toFile())) {
      List<String> newer =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".class"))
              .filter(entry -> !entry.getName().startsWith("META-INF/versions/"))
              .filter(entry -> version(jar, entry) > JAVA_17)
              .map(JarEntry::getName)
              .toList();
      assertThat(newer).isEmpty();
      assertThat(jar.isMultiRelease()).isTrue();
    }
  }

  @Test
  void runsOnTheNewestJdkOfThisMachine() throws Exception {
    Optional<Path> newest = Project.newestJava();
    assumeTrue(
        newest.isPresent(),
        "no JDK here is newer than the one of the tests; give one with -Dfrelay.newest.java=PATH");
    RelayProcess relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_HANDLER", "overlap");
    environment.put("TAG", "google-newest");
    try (GoogleFunction function =
        GoogleFunction.start(newest.get().toString(), "gcp", GoogleFunction.HTTP, environment)) {
      OverlapPeer peer = OverlapPeer.of(relay, "google-newest");
      peer.requireMet(function.invoke("{\"items\":[\"a\",\"b\"]}", Duration.ofSeconds(20)));
    }
  }

  private static Path jar(String example) throws IOException {
    Path folder = Project.ROOT.resolve("examples").resolve(example).resolve("target/deployment");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  private static int version(JarFile jar, JarEntry entry) {
    try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
      in.skipNBytes(6); // the magic number and the minor version
      return in.readUnsignedShort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
