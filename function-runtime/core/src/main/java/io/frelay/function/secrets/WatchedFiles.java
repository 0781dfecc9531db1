package io.frelay.function.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files and remembers what they looked like, absent ones too, so that a later look tells
 * whether any has changed. A mounted volume changes by a new target of a symbolic link: the file
 * behind the path counts.
 */
final class WatchedFiles {
  /** Far above any chain; a wrong path to a big file is found out without reading it. */
  private static final long LONGEST = 1 << 20;

  private static final Object ABSENT = "absent";

  private final Map<Path, Object> seen = new LinkedHashMap<>();

  /** What tells one content from the next, as far as the file system knows. */
  private record Look(Object file, long modified, long size) {}

  /**
   * Reads one.
   *
   * @return empty if there is no such file
   * @throws SecretsException if it cannot be read, is too big or is a directory
   */
  Optional<String> read(Path file) throws SecretsException {
    // Before the content: a change in between is then seen as one.
    seen.put(file, look(file));
    try {
      if (Files.size(file) > LONGEST) {
        throw new SecretsException(file + " is too big to be a secret: more than 1 MiB");
      }
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SecretsException(
          "%s cannot be read (%s); check its path and permissions"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  boolean haveChanged() {
    return seen.entrySet().stream().anyMatch(each -> !look(each.getKey()).equals(each.getValue()));
  }

  private static Object look(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Object key = now.fileKey() == null ? "" : now.fileKey();
      return new Look(key, now.lastModifiedTime().toMillis(), now.size());
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
