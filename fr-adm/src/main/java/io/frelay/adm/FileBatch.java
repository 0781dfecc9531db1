package io.frelay.adm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Files that belong together and are written together. Each is written whole beside its place, with
 * its final mode from the first byte on, forced to the disk, and only then moved into place. If one
 * cannot be placed, those placed before it are taken back. (A crash of the machine in the middle of
 * the moves can leave some files new and some old, each of them whole.)
 *
 * <p>Folders are made 0700 and keys 0600. Where the file system knows no such modes (Windows), both
 * get what the folder above them grants.
 */
final class FileBatch {
  private static final FileAttribute<?>[] PRIVATE_FOLDER = mode("rwx------");
  private static final FileAttribute<?>[] PRIVATE_FILE = mode("rw-------");
  private static final FileAttribute<?>[] PUBLIC_FILE = mode("rw-r--r--");

  private record Entry(Path target, Path staged, String content, boolean secret) {}

  /** Takes one step back. */
  private interface Undo {
    void run() throws IOException;
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<Path> leftovers = new ArrayList<>();
  private final Deque<Undo> placed = new ArrayDeque<>();

  /** Everyone may read it, as far as its folder lets them. */
  FileBatch add(Path target, String content) {
    return add(target, content, false);
  }

  /** Only the owner may read it. */
  FileBatch addSecret(Path target, String content) {
    return add(target, content, true);
  }

  private FileBatch add(Path target, String content, boolean secret) {
    entries.add(new Entry(target, beside(target, "new"), content, secret));
    return this;
  }

  /**
   * Writes all.
   *
   * @param replace whether to replace files that are there; otherwise none ever is, not even one
   *     that another process makes at this moment
   * @throws AdmException if one is there and must not be replaced, or on any failure to write; all
   *     is then as it was
   */
  void write(boolean replace) throws AdmException {
    if (!replace) {
      for (Entry entry : entries) {
        if (Files.exists(entry.target(), LinkOption.NOFOLLOW_LINKS)) {
          throw exists(entry.target().toString());
        }
      }
    }
    try {
      stage();
      place(replace);
    } catch (FileAlreadyExistsException e) {
      takeBack();
      throw exists(e.getFile());
    } catch (IOException e) {
      takeBack();
      throw new AdmException("cannot write: " + PemFiles.reason(e) + "; nothing was changed", e);
    } finally {
      leftovers.forEach(FileBatch::discard);
    }
  }

  private static AdmException exists(String file) {
    return new AdmException(
        file + " exists; nothing was written. To replace what is there, add --force");
  }

  private void stage() throws IOException {
    for (Entry entry : entries) {
      Path folder = entry.target().toAbsolutePath().getParent();
      makeFolder(folder);
      leftovers.add(entry.staged());
      try (FileChannel file =
          FileChannel.open(
              entry.staged(),
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              entry.secret() ? PRIVATE_FILE : PUBLIC_FILE)) {
        ByteBuffer bytes = ByteBuffer.wrap(entry.content().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      }
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder, PRIVATE_FOLDER);
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(e.getFile(), null, "is in the way: it is not a folder");
    }
  }

  private void place(boolean replace) throws IOException {
    for (Entry entry : entries) {
      if (replace && Files.exists(entry.target(), LinkOption.NOFOLLOW_LINKS)) {
        replace(entry);
      } else {
        placeNew(entry);
      }
    }
    for (Entry entry : entries) {
      forceFolder(entry.target().toAbsolutePath().getParent());
    }
  }

  private void replace(Entry entry) throws IOException {
    Path before = beside(entry.target(), "old");
    leftovers.add(before);
    // A copy has the mode of its original from the start.
    Files.copy(
        entry.target(), before, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(entry.staged(), entry.target(), StandardCopyOption.ATOMIC_MOVE);
    placed.push(() -> Files.move(before, entry.target(), StandardCopyOption.ATOMIC_MOVE));
  }

  /** A rename would replace a file that appears in the meantime; making a hard link fails then. */
  private void placeNew(Entry entry) throws IOException {
    try {
      Files.createLink(entry.target(), entry.staged());
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links on this file system: look, then rename, with an instant in between.
      Files.move(entry.staged(), entry.target());
    }
    placed.push(() -> Files.deleteIfExists(entry.target()));
  }

  private void takeBack() throws AdmException {
    while (!placed.isEmpty()) {
      try {
        placed.pop().run();
      } catch (IOException e) {
        leftovers.removeIf(file -> file.toString().endsWith(".old"));
        throw new AdmException(
            "writing failed, and then undoing it too; what was there before ends in .old: "
                + PemFiles.reason(e),
            e);
      }
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It has the mode of what it was made for, and the work itself is done: not worth failing.
      file.toFile().deleteOnExit();
    }
  }

  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; the names then reach the disk when the system sees fit.
      return;
    }
  }

  private static Path beside(Path target, String suffix) {
    String unique = UUID.randomUUID().toString().substring(0, 8);
    return target.resolveSibling(".%s.%s.%s".formatted(target.getFileName(), unique, suffix));
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
