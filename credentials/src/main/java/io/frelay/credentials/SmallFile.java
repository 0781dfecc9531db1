package io.frelay.credentials;

import io.frelay.pem.PemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file of credentials whole, and no more than such a file has: a path may be wrong. */
public final class SmallFile {
  /** Largest size in bytes of a PEM file, far above any chain. */
  public static final int MAX_PEM = 1 << 20;

  private SmallFile() {}

  /**
   * Reads one that has to be there.
   *
   * @param name its name in messages
   * @param maxBytes largest size in bytes
   * @param advice remedy if it is missing
   * @throws PemException in one sentence, also if it cannot be read or is too large
   */
  public static byte[] read(Path file, String name, int maxBytes, String advice)
      throws PemException {
    return readIfThere(file, name, maxBytes)
        .orElseThrow(() -> new PemException("%s does not exist; %s".formatted(name, advice)));
  }

  /**
   * The same of one that need not be there.
   *
   * @return empty if it is not
   */
  public static Optional<byte[]> readIfThere(Path file, String name, int maxBytes)
      throws PemException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new PemException(
            "%s has more than %d bytes, too many for what it is to hold".formatted(name, maxBytes));
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Without its cause, which quotes the path: where that belongs it may be a key by mistake.
      throw new PemException("%s cannot be read: %s".formatted(name, reason(file, e)));
    }
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
