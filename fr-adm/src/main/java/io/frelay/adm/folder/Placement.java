package io.frelay.adm.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Moves written files into place, each by one rename, and a folder that is new as a whole, so that
 * it never is there with a part of its files. Paths are relative to both trees.
 */
final class Placement {
  private final Path from;
  private final Path before;
  private final Path to;
  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Set<Path> changed = new LinkedHashSet<>();

  /** Takes one step back. */
  private interface Undo {
    void run() throws IOException;
  }

  /**
   * @param from the tree of written files
   * @param before a tree for copies of what is replaced, to be able to take it back
   * @param to the folder that they belong into
   */
  Placement(Path from, Path before, Path to) {
    this.from = from;
    this.before = before;
    this.to = to;
  }

  /**
   * Places one, and with it all others of its folder if that is new.
   *
   * @param replace whether to replace what is there
   * @throws FileAlreadyExistsException if something is there and may not be replaced
   */
  void place(Path file, boolean replace) throws IOException {
    if (!Files.exists(from.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
      return; // it came with its folder
    }
    Path target = to.resolve(file);
    if (placeFolder(file)) {
      return;
    }
    makeFolder(target.getParent());
    changed.add(target.getParent());
    if (replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      replace(file, target);
    } else {
      placeNew(from.resolve(file), target);
    }
  }

  /** Places one that may have been placed already, over whatever is there. */
  void complete(Path file) throws IOException {
    if (!Files.exists(from.resolve(file), LinkOption.NOFOLLOW_LINKS) || placeFolder(file)) {
      return;
    }
    Path target = to.resolve(file);
    FileModes.makeFolder(target.getParent());
    changed.add(target.getParent());
    moveOver(from.resolve(file), target);
  }

  /**
   * Moves the topmost missing folder of a file into place, with its content; returns whether there
   * was one.
   */
  private boolean placeFolder(Path file) throws IOException {
    for (int names = 1; names < file.getNameCount(); names++) {
      Path folder = file.subpath(0, names);
      Path target = to.resolve(folder);
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        try {
          Files.move(from.resolve(folder), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
          return false; // a folder above is a link to another file system: file by file, then
        }
        changed.add(target.getParent());
        undo.push(() -> Files.move(target, from.resolve(folder), StandardCopyOption.ATOMIC_MOVE));
        return true;
      }
    }
    return false;
  }

  private void makeFolder(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path each = folder; !Files.exists(each); each = each.getParent()) {
      missing.push(each);
    }
    missing.forEach(made -> undo.push(() -> Files.deleteIfExists(made))); // the deepest goes first
    FileModes.makeFolder(folder);
  }

  private void replace(Path file, Path target) throws IOException {
    Path copy = before.resolve(file);
    FileModes.makeFolder(copy.getParent());
    // A copy has the mode of its original from the start.
    Files.copy(target, copy, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    moveOver(from.resolve(file), target);
    undo.push(() -> moveOver(copy, target));
  }

  /** A rename would replace a file that appears in the meantime; making a hard link fails then. */
  private void placeNew(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links on this file system: look, then rename, with an instant in between.
      Files.move(source, target);
    }
    undo.push(() -> Files.deleteIfExists(target));
  }

  private static void moveOver(Path source, Path target) throws IOException {
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) { // another file system: first to there
      Path beside =
          target.resolveSibling(".%s.%s".formatted(target.getFileName(), UUID.randomUUID()));
      try {
        Files.copy(source, beside, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    }
  }

  /** Takes back all that was placed, the last first. */
  void takeBack() throws IOException {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /** Forces to the disk what lies where. */
  void force() {
    changed.forEach(Placement::force);
  }

  static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; the names then reach the disk when the system sees fit.
      return;
    }
  }
}
