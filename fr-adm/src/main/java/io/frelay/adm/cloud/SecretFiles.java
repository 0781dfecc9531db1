package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.folder.FileBatch;
import io.frelay.adm.folder.FolderLock;
import io.frelay.adm.folder.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that a cloud's CLI reads secret material from: mode 0600, in a folder of mode 0700. */
public final class SecretFiles {
  private SecretFiles() {}

  /**
   * Writes them, over those of an earlier call.
   *
   * @param root a folder that {@code folder} is, or lies in, and whose {@link FolderLock} is held
   *     if it is others' too
   * @param files names and content
   * @return names and places, in the same order
   */
  public static Map<String, Path> write(Path root, Path folder, Map<String, String> files)
      throws AdmException {
    Map<String, Path> places = new LinkedHashMap<>();
    FileBatch batch = new FileBatch(root);
    files.forEach(
        (name, content) -> {
          places.put(name, folder.resolve(name));
          batch.addSecret(folder.resolve(name), content);
        });
    batch.write(true);
    return places;
  }

  /** A folder for them that is deleted at its end, also when this process is told to end. */
  public static final class Temporary implements AutoCloseable {
    private final Path folder;

    private Temporary(Path folder) {
      this.folder = folder;
    }

    /** Makes it in {@code parent}, which is there. */
    public static Temporary in(Path parent) throws AdmException {
      try {
        Temporary temporary = new Temporary(Files.createTempDirectory(parent, ".secrets-"));
        Runtime.getRuntime().addShutdownHook(new Thread(temporary::closeAtExit));
        return temporary;
      } catch (IOException e) {
        throw new AdmException("cannot write: " + PemFiles.reason(e), e);
      }
    }

    public Path folder() {
      return folder;
    }

    @Override
    public synchronized void close() throws AdmException {
      if (!Files.exists(folder)) {
        return;
      }
      try {
        for (Path file : files()) {
          Files.delete(file);
        }
        Files.delete(folder);
      } catch (IOException e) {
        throw new AdmException(
            "%s holds private keys and cannot be deleted; delete it: %s"
                .formatted(folder, PemFiles.reason(e)),
            e);
      }
    }

    private List<Path> files() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.toList();
      }
    }

    private void closeAtExit() {
      try {
        close();
      } catch (AdmException e) {
        System.err.println("fr-adm: " + e.getMessage());
      }
    }
  }
}
