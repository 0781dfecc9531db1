package io.frelay.scenarios.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stand-ins for the clouds' CLIs: programs that record how they are called, answer what a test has
 * laid out for them, and otherwise succeed without a word.
 *
 * <p>Of a {@code file://} or {@code fileb://} argument they also keep a copy and the mode, as the
 * real ones read it.
 */
final class CloudPrograms {
  /** Ends a call in the record, where NUL ends a word; neither can be part of a word of ours. */
  private static final char END_OF_CALL = '\036';

  private static final String SCRIPT =
      """
      #!/bin/sh
      set -eu
      record='%s'
      name=${0##*/}
      { printf '%%s\\0' "$name" "$@"; printf '\\036'; } >> "$record/calls"
      for word in "$@"; do
        case $word in
          file://* | fileb://*) file=${word#file*://}
            [ ! -f "$file" ] || {
              cp "$file" "$record/read-${file##*/}"
              ls -l "$file" | cut -c 1-10 >> "$record/modes"
            } ;;
        esac
      done
      line="$name $*"
      separator=$(printf '\\037')
      while IFS=$separator read -r code prefix answer file; do
        case $line in
          "$prefix"*)
            [ -z "$answer" ] || printf '%%s\\n' "$answer"
            [ -z "$file" ] || { eval "last=\\${$#}"; cp "$file" "$last"; }
            [ "$code" = 0 ] || echo "$name: the stand-in says no" >&2
            exit "$code" ;;
        esac
      done < "$record/answers"
      """;

  private final Path programs;
  private final Path record;

  /** One call: the program's name and its arguments. */
  record Call(List<String> words) {
    /** For assertions; words are not quoted. */
    String line() {
      return String.join(" ", words);
    }
  }

  private CloudPrograms(Path programs, Path record) {
    this.programs = programs;
    this.record = record;
  }

  /** Stand-ins of these names, in a folder of their own below {@code folder}. */
  static CloudPrograms in(Path folder, String... names) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path record = Files.createDirectories(folder.resolve("record"));
    Files.createFile(record.resolve("answers"));
    Files.createFile(record.resolve("calls"));
    for (String name : names) {
      Path program = Files.writeString(programs.resolve(name), SCRIPT.formatted(record));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return new CloudPrograms(programs, record);
  }

  /** A call that begins like this prints {@code text}, a line. The first that fits counts. */
  CloudPrograms answer(String prefix, String text) throws IOException {
    return lay("0", prefix, text, "");
  }

  /** The same, and it copies {@code content} to the file that its last word names. */
  CloudPrograms answer(String prefix, String text, Path content) throws IOException {
    return lay("0", prefix, text, content.toString());
  }

  /** A call that begins like this fails: "there is no such thing". */
  CloudPrograms refuse(String prefix) throws IOException {
    return lay("254", prefix, "", "");
  }

  private CloudPrograms lay(String... fields) throws IOException {
    Files.writeString(
        record.resolve("answers"), String.join("\037", fields) + "\n", StandardOpenOption.APPEND);
    return this;
  }

  /** Takes back all that was laid out, and forgets the calls. */
  CloudPrograms reset() throws IOException {
    Files.writeString(record.resolve("answers"), "");
    Files.writeString(record.resolve("calls"), "");
    return this;
  }

  /** For PATH, in front of the rest. */
  Path folder() {
    return programs;
  }

  /** The calls so far, in their order. */
  List<Call> calls() throws IOException {
    List<Call> calls = new ArrayList<>();
    String all = Files.readString(record.resolve("calls"));
    for (String call : all.split(String.valueOf(END_OF_CALL), -1)) {
      if (!call.isEmpty()) {
        calls.add(new Call(Stream.of(call.split("\0", -1)).limit(words(call)).toList()));
      }
    }
    return calls;
  }

  private static long words(String call) {
    return call.chars().filter(c -> c == 0).count();
  }

  /** The calls as lines. */
  List<String> lines() throws IOException {
    return calls().stream().map(Call::line).toList();
  }

  /** Last content of an argument {@code file://...} with this file name. */
  String read(String fileName) throws IOException {
    return Files.readString(record.resolve("read-" + fileName));
  }

  /** The modes of all files that were read, as {@code ls} shows them. */
  List<String> modes() throws IOException {
    return Files.readAllLines(record.resolve("modes"));
  }
}
