package io.frelay.adm.folder;

import java.nio.file.Path;
import java.util.List;

/**
 * Result of a command of {@link CertificateFolder}.
 *
 * @param summary one line: what was made
 * @param files the files written, in the order of reading
 * @param notes what the person should know: what no longer works, what was left alone
 * @param next the command, or the deed, that comes next
 */
public record Created(String summary, List<CreatedFile> files, List<String> notes, String next) {
  public Created {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  Created noting(String note) {
    return new Created(summary, files, List.of(note), next);
  }

  /**
   * One file.
   *
   * @param path where it is
   * @param purpose what it is for, in a few words
   */
  public record CreatedFile(Path path, String purpose) {}
}
