package io.frelay.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of what was built, which stands in the root pom and nowhere else. */
public final class BuildVersion {
  private BuildVersion() {}

  /** Such as {@code 1.2.3}. */
  public static String text() {
    try (InputStream version = BuildVersion.class.getResourceAsStream("version.txt")) {
      return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar that holds the version cannot be read", e);
    }
  }
}
