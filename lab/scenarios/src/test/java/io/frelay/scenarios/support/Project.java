package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkout under test. */
public final class Project {
  /** Its root folder. */
  public static final Path ROOT =
      Path.of(System.getProperty("frelay.root", "../..")).toAbsolutePath();

  /** The java that runs the processes under test; another one with -Dfrelay.java=.../bin/java. */
  public static final String JAVA =
      System.getProperty(
          "frelay.java", Path.of(System.getProperty("java.home"), "bin", "java").toString());

  /**
   * JVM option for processes under test whose speed does not matter. Most end before the optimizing
   * compiler has paid for itself.
   */
  public static final String BRIEF_JVM = "-XX:TieredStopAtLevel=1";

  /** Folders of target that a build need not make once more. */
  private static final Set<String> COMPILED =
      Set.of("classes", "test-classes", "generated-sources", "generated-test-sources");

  private static final Pattern JDK_VERSION = Pattern.compile("^JAVA_VERSION=\"(\\d+)");

  private Project() {}

  /** The build has just packaged these jars, so that launchers need not build them once more. */
  public static void jarsAreFresh(String... jars) throws IOException {
    for (String jar : jars) {
      Files.setLastModifiedTime(ROOT.resolve(jar), FileTime.from(Instant.now()));
    }
  }

  /** A Go program of the tests, built into a folder; empty without a go command that can. */
  public static Optional<Path> goProgram(String name, Path folder) throws InterruptedException {
    Path program = folder.resolve(name);
    try {
      ProcessBuilder go =
          new ProcessBuilder("go", "build", "-o", program.toString(), ".")
              .directory(ROOT.resolve("lab/scenarios/src/test/go").resolve(name).toFile())
              .inheritIO();
      go.environment().putAll(Map.of("GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local"));
      return go.start().waitFor() == 0 ? Optional.of(program) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no Go here
    }
  }

  /** The relay as built. */
  public static Path relayJar() {
    return ROOT.resolve("relay-app/target/quarkus-app/quarkus-run.jar");
  }

  /**
   * The java of the newest JDK that the tests know of, if there is a newer one than the tests run
   * on: a path given as -Dfrelay.newest.java, or a JDK in a folder beside the running one's.
   */
  public static Optional<Path> newestJava() {
    String given = System.getProperty("frelay.newest.java");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    Path jdks = Path.of(System.getProperty("java.home")).getParent();
    try (Stream<Path> beside = Files.list(jdks)) {
      return beside
          .filter(jdk -> release(jdk) > Runtime.version().feature())
          .max(Comparator.comparingInt(Project::release))
          .map(jdk -> jdk.resolve("bin/java"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The feature release that a JDK says it is, such as 21; 0 if it is none. */
  private static int release(Path jdk) {
    try (Stream<String> lines = Files.lines(jdk.resolve("release"))) {
      return lines
          .map(JDK_VERSION::matcher)
          .filter(Matcher::find)
          .mapToInt(version -> Integer.parseInt(version.group(1)))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The relay's executable to test instead, which -Dfrelay.relay names. */
  static Optional<Path> relayExecutable() {
    return Optional.ofNullable(System.getProperty("frelay.relay"))
        .filter(path -> !path.isBlank())
        .map(Path::of);
  }

  /** A launcher in {@code bin/}. */
  public static Path launcher(String name) {
    return ROOT.resolve("bin").resolve(name);
  }

  /** Copies the sources and what is compiled of them, to build in while the tests run. */
  static Path copy() throws IOException {
    Path copy = TemporaryFolder.create("project");
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about)
              throws IOException {
            if (!belongsToCopy(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copy.resolve(ROOT.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about)
              throws IOException {
            Files.copy(
                file, copy.resolve(ROOT.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
    return copy;
  }

  private static boolean belongsToCopy(Path folder) {
    String name = folder.getFileName().toString();
    boolean isBuilt = folder.getParent().endsWith("target");
    return isBuilt ? COMPILED.contains(name) : !Set.of(".git", "certs").contains(name);
  }
}
