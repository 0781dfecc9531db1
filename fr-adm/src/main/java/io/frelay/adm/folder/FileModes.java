package io.frelay.adm.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Permissions of the files that fr-adm makes, from the first byte on. On file systems without such
 * modes (Windows) files inherit the permissions of their folder.
 */
final class FileModes {
  static final FileAttribute<?>[] PRIVATE_FOLDER = mode("rwx------");
  static final FileAttribute<?>[] PRIVATE_FILE = mode("rw-------");
  static final FileAttribute<?>[] PUBLIC_FILE = mode("rw-r--r--");

  private FileModes() {}

  /** Makes it and those above it, for their owner alone, where they are not there. */
  static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder, PRIVATE_FOLDER);
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(e.getFile(), null, "exists and is not a folder");
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
