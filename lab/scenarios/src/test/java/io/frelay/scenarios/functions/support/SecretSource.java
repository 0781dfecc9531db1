package io.frelay.scenarios.functions.support;

import io.frelay.bundle.Bundle;
import io.frelay.bundle.PartyVariable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sources of a party's secrets on any cloud, and how to fill them. */
public enum SecretSource {
  /** Each in a variable of its name. */
  VARIABLES(""),

  /** Each in a file that the variable NAME_FILE names. */
  NAMED_FILES(""),

  /** Each in a file of its name, in a directory. */
  DIRECTORY("FRELAY_SECRETS_DIR"),

  /** All together in a variable. */
  BUNDLE("FRELAY_BUNDLE"),

  /** All together in a file. */
  BUNDLE_FILE("FRELAY_BUNDLE_FILE");

  /** The variable that leads to all of them; empty where each has its own. */
  private final String variable;

  SecretSource(String variable) {
    this.variable = variable;
  }

  /** True if all are in one text. */
  public boolean isBundle() {
    return this == BUNDLE || this == BUNDLE_FILE;
  }

  /** True if a running function notices a change. */
  public boolean isReadAgain() {
    return this != VARIABLES && this != BUNDLE;
  }

  /**
   * Puts secrets there.
   *
   * @param folder for files
   * @return the variables that lead a function to them
   */
  public Map<String, String> put(Map<String, String> secrets, Path folder) {
    return switch (this) {
      case VARIABLES -> secrets;
      case NAMED_FILES -> {
        Map<String, String> variables = new LinkedHashMap<>();
        secrets.forEach(
            (name, text) -> {
              write(file(name, folder), text);
              variables.put(name + "_FILE", file(name, folder).toString());
            });
        yield variables;
      }
      case DIRECTORY -> {
        for (PartyVariable name : PartyVariable.values()) {
          delete(file(name.name(), folder));
        }
        secrets.forEach((name, text) -> write(file(name, folder), text));
        yield Map.of(variable, folder.toString());
      }
      case BUNDLE, BUNDLE_FILE -> putAs(Bundle.encode(secrets), folder);
    };
  }

  /** Puts a text where a bundle should be. */
  Map<String, String> putAs(String text, Path folder) {
    if (this == BUNDLE) {
      return Map.of(variable, text);
    }
    write(folder.resolve("bundle"), text);
    return Map.of(variable, folder.resolve("bundle").toString());
  }

  private Path file(String name, Path folder) {
    return folder.resolve(this == NAMED_FILES ? name + ".pem" : name);
  }

  /** Name of a secret from this source in error messages. */
  String called(String name, Path folder) {
    return switch (this) {
      case VARIABLES -> name;
      case NAMED_FILES, DIRECTORY -> file(name, folder).toString();
      case BUNDLE, BUNDLE_FILE -> name + " in " + bundleCalled(folder);
    };
  }

  /** Name of the bundle in error messages. */
  String bundleCalled(Path folder) {
    return this == BUNDLE ? variable : folder.resolve("bundle").toString();
  }

  /** Addition to the message about a missing secret. */
  String searched() {
    return variable.isEmpty() ? "" : " (not in " + variable + " either)";
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
