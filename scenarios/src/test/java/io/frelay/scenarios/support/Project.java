package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** The checkout under test. */
public final class Project {
  /** Its root folder. */
  public static final Path ROOT = Path.of(System.getProperty("frelay.root", "..")).toAbsolutePath();

  /** The java that runs the processes under test; another one with -Dfrelay.java=.../bin/java. */
  public static final String JAVA =
      System.getProperty(
          "frelay.java", Path.of(System.getProperty("java.home"), "bin", "java").toString());

  private Project() {}

  /** The relay as built. */
  public static Path relayJar() {
    return ROOT.resolve("relay-app/target/quarkus-app/quarkus-run.jar");
  }

  /** A launcher in {@code bin/}. */
  public static Path launcher(String name) {
    return ROOT.resolve("bin").resolve(name);
  }

  /** A copy of its sources, to build in while the tests run. */
  static Path copy() throws IOException {
    Path copy = TemporaryFolder.create("project");
    Set<String> leftOut = Set.of("target", ".git", "certs");
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about)
              throws IOException {
            if (leftOut.contains(folder.getFileName().toString())) {
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
}
