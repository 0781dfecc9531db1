package io.frelay.scenarios.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Secrets that must not be visible. */
final class Secrets {
  private Secrets() {}

  /** The lines of every private key in a folder of certificates, without the BEGIN and END. */
  static List<String> linesBelow(Path certs) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(certs)) {
      for (Path file : files.filter(file -> file.toString().endsWith("key.pem")).toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("-----"))
            .forEach(lines::add);
      }
    }
    return lines;
  }

  /** True if a text contains a line of any of these keys. */
  static boolean seenIn(String text, Path certs) {
    try {
      return linesBelow(certs).stream().anyMatch(text::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
