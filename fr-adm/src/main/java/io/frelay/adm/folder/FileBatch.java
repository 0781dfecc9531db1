package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files of one folder that belong together and are written together, also if the process or the
 * machine is stopped in between.
 *
 * <p>All are first written whole into a hidden folder, with their final modes from the first byte
 * on, and forced to the disk. A rename gives that folder the name of a decision: from then on they
 * count as written. Then they are moved into place, and the hidden folder goes. One without that
 * name is rubbish; one with it is what {@link #recover} completes. If a move fails, those before it
 * are taken back.
 *
 * <p>Whoever writes several files, or recovers, holds the {@link FolderLock}.
 */
public final class FileBatch {
  private static final String UNDECIDED = ".fr-adm-new-";
  private static final String DECIDED = ".fr-adm-decided";
  private static final String NEW = "new";
  private static final String OLD = "old";

  private record Entry(Path place, String content, boolean secret) {}

  private final Path root;
  private final Runnable beforeEachStep;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param root the folder that all of them are to lie in, or below; made if it is not there
   */
  public FileBatch(Path root) {
    this(root, () -> {});
  }

  /**
   * @param beforeEachStep runs before each change of what others can see
   */
  FileBatch(Path root, Runnable beforeEachStep) {
    // As it was given, for messages; but the empty path has no files whose folder it would be.
    this.root = root.toString().isEmpty() ? root.toAbsolutePath() : root;
    this.beforeEachStep = beforeEachStep;
  }

  /**
   * Root for a single file, which may be anywhere. Below the folder of certificates it is that
   * folder, because there {@link #recover} removes what an interrupted command has left; so hold
   * the {@link FolderLock}.
   *
   * @param certificates the folder of certificates
   * @param file absolute
   */
  public static Path rootFor(Path certificates, Path file) {
    boolean below = file.normalize().startsWith(certificates.toAbsolutePath().normalize());
    return below && Files.isWritable(certificates) ? certificates : file.getParent();
  }

  /** Everyone may read it, as far as its folder lets them. */
  FileBatch add(Path target, String content) {
    return add(target, content, false);
  }

  /** Only the owner may read it. */
  public FileBatch addSecret(Path target, String content) {
    return add(target, content, true);
  }

  private FileBatch add(Path target, String content, boolean secret) {
    Path from = root.toAbsolutePath().normalize();
    Path absolute = target.toAbsolutePath().normalize();
    if (!absolute.startsWith(from) || absolute.equals(from)) {
      throw new IllegalArgumentException(target + " is not below " + root);
    }
    entries.add(new Entry(from.relativize(absolute), content, secret));
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
  public void write(boolean replace) throws AdmException {
    if (!replace) {
      for (Entry entry : entries) {
        Path target = root.resolve(entry.place());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          throw exists(target.toString());
        }
      }
    }
    Path staged = root.resolve(UNDECIDED + UUID.randomUUID());
    try {
      stage(staged.resolve(NEW));
      if (entries.size() > 1) {
        staged = decide(staged);
      }
    } catch (IOException e) {
      discard(staged);
      throw new AdmException("cannot write: " + PemFiles.reason(e) + "; nothing was changed", e);
    }
    place(staged, replace);
    discard(staged);
  }

  private static AdmException exists(String file) {
    return new AdmException(
        file + " exists; nothing was written. To replace what is there, add --force");
  }

  private void stage(Path folder) throws IOException {
    FileModes.makeFolder(root);
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.place());
      FileModes.makeFolder(file.getParent());
      try {
        write(file, entry);
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) { // a full disk does not say which file it had no room for
        throw new FileSystemException(root.resolve(entry.place()).toString(), null, e.getMessage());
      }
    }
  }

  private static void write(Path file, Entry entry) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            entry.secret() ? FileModes.PRIVATE_FILE : FileModes.PUBLIC_FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap(entry.content().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private Path decide(Path staged) throws IOException {
    beforeEachStep.run();
    Path decided = root.resolve(DECIDED);
    Files.move(staged, decided, StandardCopyOption.ATOMIC_MOVE);
    Placement.force(root);
    return decided;
  }

  private void place(Path staged, boolean replace) throws AdmException {
    Placement placement = new Placement(staged.resolve(NEW), staged.resolve(OLD), root);
    try {
      for (Entry entry : entries) {
        beforeEachStep.run();
        placement.place(entry.place(), replace);
      }
      placement.force();
    } catch (IOException e) {
      takeBack(placement, staged);
      throw e instanceof FileAlreadyExistsException exists
          ? exists(exists.getFile())
          : new AdmException("cannot write: " + PemFiles.reason(e) + "; nothing was changed", e);
    }
  }

  private void takeBack(Placement placement, Path staged) throws AdmException {
    try {
      placement.takeBack();
      discard(staged);
    } catch (IOException e) {
      Path kept = root.resolve("fr-adm-undo-" + UUID.randomUUID());
      boolean moved = staged.toFile().renameTo(kept.toFile());
      throw new AdmException(
          "writing failed, and restoring the former files failed too; they are in %s: %s"
              .formatted((moved ? kept : staged).resolve(OLD), PemFiles.reason(e)),
          e);
    }
  }

  /**
   * Completes what a process had decided to write when it was stopped, and takes away what one had
   * not.
   *
   * @throws IOException if the folder cannot be read
   * @throws AdmException if it cannot be completed
   */
  static void recover(Path root) throws IOException, AdmException {
    Path decided = root.resolve(DECIDED);
    if (Files.isDirectory(decided, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Placement placement = new Placement(decided.resolve(NEW), decided.resolve(OLD), root);
        for (Path file : filesBelow(decided.resolve(NEW))) {
          placement.complete(file);
        }
        placement.force();
      } catch (IOException e) {
        throw new AdmException(
            "an interrupted command has left %s, and its files cannot be put into place: %s"
                .formatted(decided.resolve(NEW), PemFiles.reason(e)),
            e);
      }
      discard(decided);
    }
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(UNDECIDED))
          .toList()
          .forEach(FileBatch::discard);
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of(); // all of it was moved as a whole
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(folder::relativize)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** First without its name, so that nobody completes what is half gone. */
  private static void discard(Path staged) {
    Path rubbish = staged.resolveSibling(UNDECIDED + UUID.randomUUID());
    Path folder = staged.toFile().renameTo(rubbish.toFile()) ? rubbish : staged;
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // It is for its owner alone, and the next command takes it away: not worth failing.
      return;
    }
  }
}
