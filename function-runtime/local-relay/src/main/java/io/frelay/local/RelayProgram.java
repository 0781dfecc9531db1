package io.frelay.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The relay's application, which is a folder, in a jar. */
final class RelayProgram {
  private static final String START = "quarkus-app/quarkus-run.jar";

  private RelayProgram() {}

  /**
   * Finds the jar on a class path.
   *
   * @throws IllegalStateException if it is not there
   */
  static Path on(ClassLoader classPath) {
    URL start = classPath.getResource(START);
    try {
      if (start != null && start.openConnection() instanceof JarURLConnection jar) {
        return Path.of(URI.create(jar.getJarFileURL().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(
        "the relay's program is not on the class path: frelay-relay-app with the classifier app,"
            + " which is there once it is packaged");
  }

  static void unpack(Path program, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (ZipFile jar = new ZipFile(program.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(jar.entries());
      for (ZipEntry each : entries) {
        Path file = folder.resolve(each.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException(program + " holds " + each.getName());
        }
        if (each.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          try (InputStream in = jar.getInputStream(each)) {
            long unused = Files.copy(in, file);
          }
        }
      }
    }
  }

  /** Program that is started. */
  static Path jar(Path folder) {
    return folder.resolve(START);
  }
}
