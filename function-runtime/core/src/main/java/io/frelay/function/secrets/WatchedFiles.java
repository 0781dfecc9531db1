package io.frelay.function.secrets;

import io.frelay.credentials.FileStamp;
import io.frelay.credentials.SmallFile;
import io.frelay.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files and remembers what they looked like, absent ones too, so that a later look tells
 * whether any has changed. A mounted volume changes by a new target of a symbolic link: the file
 * behind the path counts.
 */
final class WatchedFiles {
  private final Map<Path, FileStamp> seen = new LinkedHashMap<>();

  /**
   * Reads one.
   *
   * @return empty if there is no such file
   * @throws SecretsException if it cannot be read, is too big or is a directory
   */
  Optional<String> read(Path file) throws SecretsException {
    // Before the content: a change in between is then seen as one.
    seen.put(file, FileStamp.of(file));
    try {
      return SmallFile.readIfThere(file, file.toString(), SmallFile.MAX_PEM)
          .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (PemException e) {
      throw new SecretsException(e.getMessage(), e);
    }
  }

  boolean haveChanged() {
    return seen.entrySet().stream()
        .anyMatch(each -> !FileStamp.of(each.getKey()).equals(each.getValue()));
  }
}
