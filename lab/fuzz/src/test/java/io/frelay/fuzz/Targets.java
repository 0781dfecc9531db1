package io.frelay.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The fuzz targets: every class called {@code NAMETarget}. */
final class Targets {
  /** One of them, and the inputs that are kept for it. */
  record Target(String name, Class<?> type, Path corpus) {
    void run(byte[] input) throws ReflectiveOperationException {
      type.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SUFFIX = "Target\\.class";
  private static final Path FUZZ = Path.of(System.getProperty("frelay.fuzz"));
  private static final Path CLASSES = FUZZ.resolve("target/test-classes");

  private Targets() {}

  static List<Target> all() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES.resolve("io"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("[^$]+" + SUFFIX))
          .map(Targets::of)
          .toList();
    }
  }

  private static Target of(Path file) {
    String path = CLASSES.relativize(file).toString().replace('/', '.');
    String type = path.substring(0, path.length() - ".class".length());
    String name = type.substring(type.lastIndexOf('.') + 1, type.length() - "Target".length());
    try {
      return new Target(name, Class.forName(type), FUZZ.resolve("corpus").resolve(name));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
