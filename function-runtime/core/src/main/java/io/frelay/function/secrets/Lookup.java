package io.frelay.function.secrets;

import io.frelay.bundle.Bundle;
import io.frelay.pem.PemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks every {@link SecretName} up, each in this order, the first that has it counts:
 *
 * <ol>
 *   <li>the variable {@code NAME};
 *   <li>the file that the variable {@code NAME_FILE} names;
 *   <li>the file {@code NAME} in the directory {@code FRELAY_SECRETS_DIR}, where {@code {VARIABLE}}
 *       stands for that variable's value: {@code /frelay/{JOB_INDEX}};
 *   <li>the bundle in the variable {@code FRELAY_BUNDLE}, or in the file that {@code
 *       FRELAY_BUNDLE_FILE} names;
 *   <li>the AWS Secrets Manager secret {@code FRELAY_AWS_SECRET} (its name or ARN), a JSON object
 *       of the names or a bundle.
 * </ol>
 *
 * <p>A blank variable counts as absent.
 */
final class Lookup {
  private final Map<String, String> environment;
  private final WatchedFiles files;
  private final List<SecretStore> stores;

  Lookup(Map<String, String> environment, WatchedFiles files, AwsExtension aws) {
    this.environment = environment;
    this.files = files;
    stores = List.of(this::variable, this::namedFile, this::mounted, bundle(), awsSecret(aws));
  }

  /**
   * Looks all of them up.
   *
   * @return what was found; every required name is there
   * @throws SecretsException that lists all that is missing at once, or says what is wrong
   */
  Map<SecretName, Secret> all() throws SecretsException {
    Map<SecretName, Secret> found = new EnumMap<>(SecretName.class);
    List<String> missing = new ArrayList<>();
    for (SecretName name : SecretName.values()) {
      Optional<Secret> secret = find(name);
      if (secret.isPresent()) {
        found.put(name, secret.get());
      } else if (name.isRequired()) {
        missing.add(name.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new SecretsException(
          "missing: %s; give each as a variable, as a file that %s_FILE and so on name, or as a file"
                  .formatted(String.join(", ", missing), missing.get(0))
              + " in FRELAY_SECRETS_DIR, or all together as FRELAY_BUNDLE, which fr-adm secrets makes"
              + searched());
    }
    return found;
  }

  private Optional<Secret> find(SecretName name) throws SecretsException {
    for (SecretStore store : stores) {
      Optional<Secret> secret = store.find(name);
      if (secret.isPresent()) {
        return secret;
      }
    }
    return Optional.empty();
  }

  private String searched() {
    List<String> places = new ArrayList<>();
    for (String place :
        List.of("FRELAY_SECRETS_DIR", "FRELAY_BUNDLE", "FRELAY_BUNDLE_FILE", "FRELAY_AWS_SECRET")) {
      if (set(place).isPresent()) {
        places.add(place);
      }
    }
    return places.isEmpty() ? "" : " (not in " + String.join(", ", places) + " either)";
  }

  private Optional<Secret> variable(SecretName name) throws SecretsException {
    Optional<String> text = set(name.name());
    return text.isPresent() ? Optional.of(Secret.of(text.get(), name.name())) : Optional.empty();
  }

  private Optional<Secret> namedFile(SecretName name) throws SecretsException {
    String variable = name.name() + "_FILE";
    Optional<Path> file = path(variable);
    return file.isPresent() ? Optional.of(present(file.get(), variable)) : Optional.empty();
  }

  private Optional<Secret> mounted(SecretName name) throws SecretsException {
    Optional<Path> directory = path("FRELAY_SECRETS_DIR");
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isDirectory(directory.get())) {
      throw new SecretsException(
          "FRELAY_SECRETS_DIR names %s, which is not a directory; is the volume mounted?"
              .formatted(directory.get()));
    }
    Path file = directory.get().resolve(name.name());
    Optional<String> text = files.read(file);
    if (text.isEmpty() || (text.get().isBlank() && mayBeBlank(name))) {
      return Optional.empty();
    }
    return Optional.of(Secret.of(text.get(), file));
  }

  /** Not a list that is just being written: to take it for none would let in who is on it. */
  private static boolean mayBeBlank(SecretName name) {
    return !name.isRequired() && name.credential().isEmpty();
  }

  private SecretStore bundle() {
    return new OpenedOnce(
        () -> {
          Optional<String> text = set("FRELAY_BUNDLE");
          if (text.isPresent()) {
            return unpacked(Secret.of(text.get(), "FRELAY_BUNDLE"));
          }
          Optional<Path> file = path("FRELAY_BUNDLE_FILE");
          return file.isPresent() ? unpacked(present(file.get(), "FRELAY_BUNDLE_FILE")) : Map.of();
        });
  }

  private SecretStore awsSecret(AwsExtension aws) {
    return new OpenedOnce(
        () -> {
          Optional<String> id = set("FRELAY_AWS_SECRET");
          return id.isPresent() ? unpacked(aws.secret(id.get().strip())) : Map.of();
        });
  }

  /** What a bundle, or a JSON object of the names, holds. */
  private static Map<String, Secret> unpacked(Secret packed) throws SecretsException {
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
                        "%s names %s, which does not exist".formatted(variable, file)));
    return Secret.of(text, file);
  }

  private Optional<String> set(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  private Optional<Path> path(String variable) throws SecretsException {
    Optional<String> text = set(variable);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(Placeholders.filledIn(text.get().strip(), variable, environment)));
    } catch (InvalidPathException e) {
      // Not the text itself: a secret may have been put here by mistake.
      throw new SecretsException(variable + " is not a path", e);
    }
  }
}
