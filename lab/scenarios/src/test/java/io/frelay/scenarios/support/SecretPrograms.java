package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Stand-ins for the clouds' CLIs that record how they are called: their words, one a line, and a
 * copy and the mode of each file that a word names.
 */
public final class SecretPrograms {
  private static final String SCRIPT =
      """
      #!/bin/sh
      set -eu
      for word in "${0##*/}" "$@"; do
        printf '%s\\n' "$word" >> "$RECORD/words"
        case $word in
          file://*) file=${word#file://} name=value ;;
          --data-file=*) file=${word#*=} name=value ;;
          */bundle) file=$word name=value ;;
          [A-Z]*=*) file=${word#*=} name=${word%%=*} ;;
          *) continue ;;
        esac
        cp "$file" "$RECORD/$name"
        echo "$(ls -l "$file" | cut -c1-10) $(ls -ld "$(dirname "$file")" | cut -c1-10)" >> "$RECORD/modes"
      done
      echo 'the stand-in speaks'
      if [ "$EXIT" = end-caller ]; then
        kill -TERM "$PPID"
        while kill -0 "$PPID" 2> /dev/null; do :; done
        EXIT=0
      fi
      exit "$EXIT"
      """;

  private final Path programs;
  private final Path record;

  private SecretPrograms(Path programs, Path record) {
    this.programs = programs;
    this.record = record;
  }

  public static SecretPrograms in(Path folder) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    for (String name : List.of("aws", "gcloud", "az", "ibmcloud")) {
      Path program = Files.writeString(programs.resolve(name), SCRIPT);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return new SecretPrograms(programs, Files.createDirectories(folder.resolve("record")));
  }

  /**
   * Environment in which a process calls the stand-ins instead of the real programs.
   *
   * @param exit their exit code, or {@code end-caller} to terminate who calls and outlive it
   */
  public Map<String, String> environment(String exit) {
    return Map.of(
        "PATH", programs + ":" + System.getenv("PATH"), "RECORD", record.toString(), "EXIT", exit);
  }

  /** The words of the calls so far. */
  public List<String> words() throws IOException {
    return Files.readAllLines(record.resolve("words"));
  }

  /** Each file's mode, and its folder's. */
  public List<String> modes() throws IOException {
    return Files.readAllLines(record.resolve("modes"));
  }

  /** Value that a program read: the key of this name, or the one {@code value}. */
  public String read(String name) throws IOException {
    return Files.readString(record.resolve(name));
  }
}
