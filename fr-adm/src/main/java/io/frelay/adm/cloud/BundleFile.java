package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.folder.FileBatch;
import io.frelay.adm.folder.FolderLock;
import io.frelay.adm.folder.PemFiles;
import io.frelay.bundle.Bundle;
import io.frelay.pem.PemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file with a bundle and nothing else, so that a store that takes it as it is has just that. */
public final class BundleFile {
  private BundleFile() {}

  /**
   * Writes it, mode 0600; a bundle that is there is replaced.
   *
   * @param certificates the folder of certificates, whose {@link FolderLock} is held if possible
   * @throws AdmException if something else is there, or it cannot be written
   */
  public static void write(Path certificates, Path file, String bundle) throws AdmException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !holdsBundle(file)) {
      throw new AdmException(
          file + " exists and is not a bundle; move it away, or name another file with --bundle");
    }
    Path place = file.toAbsolutePath();
    new FileBatch(FileBatch.rootFor(certificates, place)).addSecret(place, bundle).write(true);
  }

  private static boolean holdsBundle(Path file) throws AdmException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      return !Bundle.decode(PemFiles.read(file), file.toString()).isEmpty();
    } catch (PemException e) {
      return false;
    }
  }
}
