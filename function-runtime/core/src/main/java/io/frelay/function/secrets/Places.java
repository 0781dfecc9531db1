package io.frelay.function.secrets;

import io.frelay.bundle.Bundle;
import io.frelay.bundle.PartyVariable;
import io.frelay.pem.PemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places that variables hold or name, in the order in which they count: the text itself, the
 * file of {@code NAME_FILE}, the directory of {@code FRELAY_SECRETS_DIR}, the bundle in {@code
 * FRELAY_BUNDLE} or in the file of {@code FRELAY_BUNDLE_FILE}.
 */
final class Places {
  private final Variables variables;
  private final Map<String, String> environment;
  private final WatchedFiles files;

  /**
   * @param environment what placeholders in paths stand for
   */
  Places(Variables variables, Map<String, String> environment, WatchedFiles files) {
    this.variables = variables;
    this.environment = environment;
    this.files = files;
  }

  List<SecretStore> stores() {
    return List.of(this::variable, this::namedFile, this::mounted, new OpenedOnce(this::bundle));
  }

  private Optional<Secret> variable(PartyVariable name) throws SecretsException {
    Optional<String> text = variables.get(name.name());
    return text.isPresent()
        ? Optional.of(Secret.of(text.get(), variables.place(name.name())))
        : Optional.empty();
  }

  private Optional<Secret> namedFile(PartyVariable name) throws SecretsException {
    String variable = name.fileVariable();
    Optional<Path> file = path(variable);
    return file.isPresent() ? Optional.of(present(file.get(), variable)) : Optional.empty();
  }

  private Optional<Secret> mounted(PartyVariable name) throws SecretsException {
    Optional<Path> directory = path("FRELAY_SECRETS_DIR");
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isDirectory(directory.get())) {
      throw new SecretsException(
          "%s names %s, which is not a directory; is the volume mounted?"
              .formatted(variables.place("FRELAY_SECRETS_DIR"), directory.get()));
    }
    Path file = directory.get().resolve(name.name());
    Optional<String> text = files.read(file);
    if (text.isEmpty() || (text.get().isBlank() && mayBeBlank(name))) {
      return Optional.empty();
    }
    return Optional.of(Secret.of(text.get(), file));
  }

  /** Not a list that is just being written: to take it for none would let in who is on it. */
  private static boolean mayBeBlank(PartyVariable name) {
    return !name.isRequired() && !name.isPem();
  }

  private Map<String, Secret> bundle() throws SecretsException {
    Optional<String> text = variables.get("FRELAY_BUNDLE");
    if (text.isPresent()) {
      return unpacked(Secret.of(text.get(), variables.place("FRELAY_BUNDLE")));
    }
    Optional<Path> file = path("FRELAY_BUNDLE_FILE");
    return file.isPresent() ? unpacked(present(file.get(), "FRELAY_BUNDLE_FILE")) : Map.of();
  }

  /** Secrets in a bundle, or in a JSON object of the names. */
  static Map<String, Secret> unpacked(Secret packed) throws SecretsException {
    Map<String, String> variables =
        packed.text().stripLeading().startsWith("{") ? JsonSecrets.read(packed) : unbundled(packed);
    Map<String, Secret> secrets = new HashMap<>();
    for (Map.Entry<String, String> each : variables.entrySet()) {
      secrets.put(
          each.getKey(), Secret.of(each.getValue(), each.getKey() + " in " + packed.source()));
    }
    return secrets;
  }

  private static Map<String, String> unbundled(Secret packed) throws SecretsException {
    try {
      return Bundle.decode(packed.text(), packed.source());
    } catch (PemException e) {
      throw new SecretsException(e.getMessage(), e);
    }
  }

  private Secret present(Path file, String variable) throws SecretsException {
    String text =
        files
            .read(file)
            .orElseThrow(
                () ->
                    new SecretsException(
                        "%s names %s, which does not exist"
                            .formatted(variables.place(variable), file)));
    return Secret.of(text, file);
  }

  private Optional<Path> path(String variable) throws SecretsException {
    Optional<String> text = variables.get(variable);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String place = variables.place(variable);
    try {
      return Optional.of(Path.of(Placeholders.filledIn(text.get().strip(), place, environment)));
    } catch (InvalidPathException e) {
      // Not the text itself: a secret may have been put here by mistake.
      throw new SecretsException(place + " is not a path", e);
    }
  }
}
