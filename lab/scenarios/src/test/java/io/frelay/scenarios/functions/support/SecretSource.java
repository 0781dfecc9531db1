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
  VARIABLES(false, false) {
    @Override
    public Map<String, String> put(Map<String, String> secrets, Path folder) {
      return secrets;
    }

    @Override
    String called(String name, Path folder) {
      return name;
    }

    @Override
    String searched() {
      return "";
    }
  },

  /** Each in a file that the variable NAME_FILE names. */
  NAMED_FILES(false, true) {
    @Override
    public Map<String, String> put(Map<String, String> secrets, Path folder) {
      Map<String, String> variables = new LinkedHashMap<>();
      secrets.forEach(
          (name, text) -> {
            write(folder.resolve(name + ".pem"), text);
            variables.put(name + "_FILE", folder.resolve(name + ".pem").toString());
          });
      return variables;
    }

    @Override
    String called(String name, Path folder) {
      return folder.resolve(name + ".pem").toString();
    }

    @Override
    String searched() {
      return "";
    }
  },

  /** Each in a file of its name, in the directory FRELAY_SECRETS_DIR. */
  DIRECTORY(false, true) {
    @Override
    public Map<String, String> put(Map<String, String> secrets, Path folder) {
      for (PartyVariable name : PartyVariable.values()) {
        delete(folder.resolve(name.name()));
      }
      secrets.forEach((name, text) -> write(folder.resolve(name), text));
      return Map.of("FRELAY_SECRETS_DIR", folder.toString());
    }

    @Override
    String called(String name, Path folder) {
      return folder.resolve(name).toString();
    }

    @Override
    String searched() {
      return " (not in FRELAY_SECRETS_DIR either)";
    }
  },

  /** All together in the variable FRELAY_BUNDLE. */
  BUNDLE(true, false) {
    @Override
    public Map<String, String> put(Map<String, String> secrets, Path folder) {
      return Map.of("FRELAY_BUNDLE", Bundle.encode(secrets));
    }

    @Override
    Map<String, String> putAs(String text, Path folder) {
      return Map.of("FRELAY_BUNDLE", text);
    }

    @Override
    String called(String name, Path folder) {
      return name + " in FRELAY_BUNDLE";
    }

    @Override
    String bundleCalled(Path folder) {
      return "FRELAY_BUNDLE";
    }

    @Override
    String searched() {
      return " (not in FRELAY_BUNDLE either)";
    }
  },

  /** All together in the file that FRELAY_BUNDLE_FILE names. */
  BUNDLE_FILE(true, true) {
    @Override
    public Map<String, String> put(Map<String, String> secrets, Path folder) {
      return putAs(Bundle.encode(secrets), folder);
    }

    @Override
    Map<String, String> putAs(String text, Path folder) {
      write(folder.resolve("bundle"), text);
      return Map.of("FRELAY_BUNDLE_FILE", folder.resolve("bundle").toString());
    }

    @Override
    String called(String name, Path folder) {
      return name + " in " + folder.resolve("bundle");
    }

    @Override
    String bundleCalled(Path folder) {
      return folder.resolve("bundle").toString();
    }

    @Override
    String searched() {
      return " (not in FRELAY_BUNDLE_FILE either)";
    }
  };

  private final boolean isBundle;
  private final boolean isReadAgain;

  SecretSource(boolean isBundle, boolean isReadAgain) {
    this.isBundle = isBundle;
    this.isReadAgain = isReadAgain;
  }

  /** True if all are in one text. */
  public boolean isBundle() {
    return isBundle;
  }

  /** True if a running function notices a change. */
  public boolean isReadAgain() {
    return isReadAgain;
  }

  /**
   * Puts secrets there.
   *
   * @param folder for files
   * @return the variables that lead a function to them
   */
  public abstract Map<String, String> put(Map<String, String> secrets, Path folder);

  /** Puts a text where a bundle should be. */
  Map<String, String> putAs(String text, Path folder) {
    throw new UnsupportedOperationException(this + " has no bundle");
  }

  /** Name of a secret from this source in error messages. */
  abstract String called(String name, Path folder);

  /** Name of the bundle in error messages. */
  String bundleCalled(Path folder) {
    throw new UnsupportedOperationException(this + " has no bundle");
  }

  /** Addition to the message about a missing secret. */
  abstract String searched();

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
