package io.frelay.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Which revocation list of each CA has been in force, so that an older one is not taken again: in
 * this process, and in a file for those that come after it. Who deletes that file has all of it
 * forgotten, also here. Safe for use by several threads; what two processes write at once, one of
 * them may write over with something older.
 */
public final class ListMemory {
  /** Suffix that is added to a list's file name. */
  private static final String SUFFIX = ".seen";

  private static final String EXPLANATION =
      "# The newest revocation list of each CA that was in force here: the SHA-256 of the CA's"
          + " public key, the list's number and date.\n# Older lists are refused; delete this file"
          + " to have one taken all the same.\n";

  /** Far above any use: a CA takes 150 bytes. */
  private static final int MAX_BYTES = 1 << 16;

  private final Optional<Path> file;
  private ListEditions inForce = ListEditions.NONE;
  private boolean isKept;

  private ListMemory(Optional<Path> file) {
    this.file = file;
  }

  /** Forgets with the process. */
  public static ListMemory ofProcess() {
    return new ListMemory(Optional.empty());
  }

  /** In this file, which need not be there, nor be writable. */
  public static ListMemory in(Path file) {
    return new ListMemory(Optional.of(file));
  }

  /** Beside the file of the list. */
  public static ListMemory beside(Path list) {
    return in(list.resolveSibling(list.getFileName() + SUFFIX));
  }

  /**
   * Looks whether lists may come into force.
   *
   * @param next of what is to come into force; {@link ListEditions#NONE} for no list at all
   * @param name its name in messages
   * @param authorities the CAs that are trusted; lists of others do not matter
   * @throws PemException in one sentence, if it is older than what was in force, or the file that
   *     says so is damaged
   */
  public synchronized void requireNotOlder(
      ListEditions next, String name, List<X509Certificate> authorities) throws PemException {
    recall();
    Optional<String> older = next.whatIsOlderThan(inForce, authorities);
    if (older.isPresent()) {
      throw new PemException(
          next.equals(ListEditions.NONE)
              ? "%s is gone; to revoke nothing, bring an empty list; to do without, %s"
                  .formatted(name, howToForget())
              : "%s %s; bring the newest list, or, to take this one all the same, %s"
                  .formatted(name, older.get(), howToForget()));
    }
  }

  private String howToForget() {
    return isKept ? "delete " + file.orElseThrow() : "restart this process";
  }

  /**
   * These lists are in force from now on.
   *
   * @param authorities the CAs that are trusted; lists of others are forgotten
   * @throws IOException if that cannot be written; it is remembered in this process all the same
   */
  public synchronized void remember(ListEditions now, List<X509Certificate> authorities)
      throws IOException {
    ListEditions all = inForce.of(authorities).and(now);
    boolean isNews = !all.equals(inForce);
    inForce = all;
    if (file.isPresent() && (isNews || !isKept) && !all.equals(ListEditions.NONE)) {
      write(file.get(), EXPLANATION + all.text());
      isKept = true;
    }
  }

  private void recall() throws PemException {
    if (file.isEmpty()) {
      return;
    }
    try {
      ListEditions kept = read(file.get());
      inForce = inForce.and(kept);
      isKept = true;
    } catch (NoSuchFileException e) {
      if (isKept) {
        inForce = ListEditions.NONE;
        isKept = false;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new PemException(
          file.get()
              + ", which says what revocation list was in force, cannot be read; delete it"
              + " to have any list taken",
          e);
    }
  }

  private static ListEditions read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      return ListEditions.parse(new String(bytes, StandardCharsets.US_ASCII).lines().toList());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".new");
    try {
      Files.writeString(fresh, text, StandardCharsets.US_ASCII);
      replace(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void replace(Path fresh, Path file) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
