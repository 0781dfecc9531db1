package io.frelay.adm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that a cloud's CLI reads secret material from: mode 0600, in a folder of mode 0700. */
final class SecretFiles {
  private SecretFiles() {}

  /**
   * Writes them, over those of an earlier call.
   *
   * @param files names and content
   * @return names and places, in the same order
   */
  static Map<String, Path> write(Path folder, Map<String, String> files) throws AdmException {
    Map<String, Path> places = new LinkedHashMap<>();
    FileBatch batch = new FileBatch();
    files.forEach(
        (name, content) -> {
          places.put(name, folder.resolve(name));
          batch.addSecret(folder.resolve(name), content);
        });
    batch.write(true);
    return places;
  }

  /** A folder for them that is deleted at its end, also when this process is interrupted. */
  static final class Temporary implements AutoCloseable {
    private final Path folder;
    private final Thread atExit = new Thread(this::deleteQuietly, "delete temporary secrets");

    private Temporary(Path folder) {
      this.folder = folder;
    }

    /** Makes it in {@code parent}, which is there. */
    static Temporary in(Path parent) throws AdmException {
      try {
        Temporary temporary = new Temporary(Files.createTempDirectory(parent, ".secrets-"));
        Runtime.getRuntime().addShutdownHook(temporary.atExit);
        return temporary;
      } catch (IOException e) {
        throw new AdmException("cannot write: " + PemFiles.reason(e), e);
      }
    }

    Path folder() {
      return folder;
    }

    @Override
    public void close() throws AdmException {
      try {
        delete();
      } catch (IOException e) {
        throw new AdmException(
            "cannot delete %s, which holds private keys; delete it: %s"
                .formatted(folder, PemFiles.reason(e)),
            e);
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void delete() throws IOException {
      List<Path> files;
      try (Stream<Path> entries = Files.list(folder)) {
        files = entries.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    }

    private void deleteQuietly() {
      try {
        delete();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
