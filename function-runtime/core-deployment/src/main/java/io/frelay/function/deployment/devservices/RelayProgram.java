package io.frelay.function.deployment.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The relay's application, which is a folder, in a jar. */
final class RelayProgram {
  private RelayProgram() {}

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
    return folder.resolve("quarkus-app").resolve("quarkus-run.jar");
  }
}
