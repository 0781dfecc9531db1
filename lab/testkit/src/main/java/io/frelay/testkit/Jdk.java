package io.frelay.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK to run a relay with, or a native executable of the relay, which needs none.
 *
 * @param name as the report calls it, such as {@code JDK 25}
 * @param home its folder, or the executable
 */
public record Jdk(String name, Path home) {
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");
  private static final Pattern VENDOR = Pattern.compile("(?m)^IMPLEMENTOR=\"([^\"]+)\"");

  /** The one that this runs on. */
  public static Jdk own() {
    return new Jdk("JDK " + Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /** Returns whether it is a native executable of the relay. */
  public boolean isExecutable() {
    return Files.isRegularFile(home);
  }

  /** Its launcher, or the executable. */
  public String java() {
    return isExecutable() ? home.toString() : home.resolve("bin/java").toString();
  }

  /** Its version and vendor, as its file {@code release} says; empty if that says nothing. */
  public Optional<String> version() {
    try {
      String release = Files.readString(home.resolve("release"));
      Matcher version = VERSION.matcher(release);
      Matcher vendor = VENDOR.matcher(release);
      return version.find()
          ? Optional.of(version.group(1) + (vendor.find() ? " (" + vendor.group(1) + ")" : ""))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
