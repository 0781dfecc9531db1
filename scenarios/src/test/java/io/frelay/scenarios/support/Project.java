package io.frelay.scenarios.support;

import java.nio.file.Path;

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
}
