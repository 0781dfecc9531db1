package io.frelay.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what is of no use afterwards. */
public final class Scratch implements AutoCloseable {
  private final Path folder;

  /** Makes it among the system's temporary files. */
  public Scratch(String prefix) throws IOException {
    folder = Files.createTempDirectory(prefix);
  }

  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
