package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One command at a time reads and changes a folder of certificates, of all processes on the
 * machines that share it and of all threads. What one has looked at is so until it has written, and
 * what an interrupted one has left half done is completed first.
 *
 * <p>The lock is one of the operating system on a file, and so ends with its process, however that
 * ends. The file is there only meanwhile; whoever waits for it looks again whether it still is.
 */
public final class FolderLock implements AutoCloseable {
  private static final String FILE = ".fr-adm.lock";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 20;

  private static final Object NOTHING = "nothing";

  /** Key where files have no identity (Windows): the lock's file then stays in place. */
  private static final Object NO_KEYS = "no keys";

  /** The system's lock is the process's: its threads need one of their own. */
  private static final Map<Path, ReentrantLock> OF_THREADS = new ConcurrentHashMap<>();

  /** Work to do while the lock is held. */
  public interface Work<T> {
    T run() throws AdmException;
  }

  private final ReentrantLock ofThreads;
  private final Path file;
  private final FileChannel channel;

  private FolderLock(ReentrantLock ofThreads, Path file, FileChannel channel) {
    this.ofThreads = ofThreads;
    this.file = file;
    this.channel = channel;
  }

  /**
   * For work that changes the folder, which is made if it is not there, and taken away again if
   * nothing has come to lie in it.
   */
  static <T> T holding(Path root, Work<T> work) throws AdmException {
    NewFolders made = new NewFolders();
    try {
      made.make(root);
      return run(lock(root), work);
    } catch (IOException e) {
      throw new AdmException("cannot write: " + PemFiles.reason(e) + "; nothing was changed", e);
    } finally {
      made.removeIfEmpty();
    }
  }

  /** For work that only reads: the same, or else without where the folder cannot be written to. */
  public static <T> T readingIfPossible(Path root, Work<T> work) throws AdmException {
    if (!Files.isDirectory(root)) {
      return work.run();
    }
    FolderLock lock;
    try {
      lock = lock(root);
    } catch (IOException e) {
      return work.run();
    }
    return run(lock, work);
  }

  private static <T> T run(FolderLock lock, Work<T> work) throws AdmException {
    try (lock) {
      return work.run();
    }
  }

  private static FolderLock lock(Path root) throws IOException, AdmException {
    Path file = root.toRealPath().resolve(FILE);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    ReentrantLock ofThreads = OF_THREADS.computeIfAbsent(file, any -> new ReentrantLock());
    FileChannel channel = null;
    try {
      if (!ofThreads.tryLock(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(root);
      }
      while (channel == null) {
        channel = tryLock(file);
        if (channel == null && System.nanoTime() - deadline > 0) {
          throw busy(root);
        }
        if (channel == null) {
          TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
      }
      FolderLock lock = new FolderLock(ofThreads, file, channel);
      recover(lock, root);
      return lock;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdmException("interrupted while another fr-adm was working in " + root, e);
    } finally {
      if (channel == null && ofThreads.isHeldByCurrentThread()) {
        ofThreads.unlock();
      }
    }
  }

  private static void recover(FolderLock lock, Path root) throws IOException, AdmException {
    try {
      FileBatch.recover(root);
    } catch (IOException | AdmException e) {
      lock.close();
      throw e;
    }
  }

  private static AdmException busy(Path root) {
    return new AdmException(
        "another fr-adm has been working in %s for %d s; nothing was changed. Try again when it has ended"
            .formatted(root, TIMEOUT.toSeconds()));
  }

  /** Null if somebody else has it, or the file was taken away by whoever had it. */
  private static FileChannel tryLock(Path file) throws IOException {
    Object before = keyOf(file);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            FileModes.PRIVATE_FILE);
    boolean ours = false;
    try {
      // The file that was opened is the one that lies there, if it lay there before and still does.
      boolean isKnown = before.equals(keyOf(file));
      ours = isKnown && channel.tryLock() != null && before.equals(keyOf(file));
      return ours ? channel : null;
    } finally {
      if (!ours) {
        channel.close();
      }
    }
  }

  /**
   * Which file lies there. It is never opened for that: closing it would release the lock, which is
   * one of the process and the file (POSIX, fcntl).
   */
  private static Object keyOf(Path file) throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? NO_KEYS : key;
    } catch (NoSuchFileException e) {
      return NOTHING;
    }
  }

  @Override
  public void close() {
    try (channel) {
      if (!keyOf(file).equals(NO_KEYS)) {
        Files.deleteIfExists(file); // before the lock ends, so that nobody has it by this file
      }
    } catch (IOException e) {
      // An empty file stays, which locks nobody out: the lock itself ends with its channel.
      file.toFile().deleteOnExit();
    } finally {
      ofThreads.unlock();
    }
  }

  /** Folders that were made on the way, to be taken back if nothing has come into them. */
  private static final class NewFolders {
    private final List<Path> made = new ArrayList<>();

    void make(Path folder) throws IOException {
      Path absolute = folder.toAbsolutePath();
      for (Path each = absolute; each != null && !Files.exists(each); each = each.getParent()) {
        made.add(each);
      }
      FileModes.makeFolder(absolute);
    }

    void removeIfEmpty() {
      for (Path folder : made) {
        if (!folder.toFile().delete()) {
          return; // there is something in it, as there should be
        }
      }
    }
  }
}
