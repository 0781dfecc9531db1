package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks every {@link PartyVariable} up, each in this order, the first that has it counts:
 *
 * <ol>
 *   <li>the variable {@code NAME};
 *   <li>the file that the variable {@code NAME_FILE} names;
 *   <li>the file {@code NAME} in the directory {@code FRELAY_SECRETS_DIR}, where {@code {VARIABLE}}
 *       stands for that variable's value: {@code /frelay/{JOB_INDEX}};
 *   <li>the bundle in the variable {@code FRELAY_BUNDLE}, or in the file that {@code
 *       FRELAY_BUNDLE_FILE} names;
 *   <li>the AWS Secrets Manager secret {@code FRELAY_AWS_SECRET} (its name or ARN), a JSON object
 *       of the names or a bundle;
 *   <li>the application's configuration, {@link io.frelay.function.PartyConfig}, in the order of
 *       the first four; then what it names of other extensions, {@link ExtensionSecrets}.
 * </ol>
 *
 * <p>A blank variable counts as absent.
 */
final class Lookup {
  private final Variables environment;
  private final Variables configuration;
  private final List<SecretStore> stores = new ArrayList<>();
  private final List<SecretStore> configured = new ArrayList<>();
  private boolean readConfiguration;

  Lookup(
      Map<String, String> environment,
      Variables configuration,
      WatchedFiles files,
      AwsExtension aws) {
    this.environment = Variables.of(environment);
    this.configuration = configuration;
    stores.addAll(new Places(this.environment, environment, files).stores());
    stores.add(awsSecret(aws));
    configured.addAll(new Places(configuration, environment, files).stores());
    configured.addAll(configuration.stores());
  }

  /**
   * Looks all of them up.
   *
   * @return what was found; every required name is there
   * @throws SecretsException that lists all that is missing at once, or says what is wrong
   */
  Map<PartyVariable, Secret> all() throws SecretsException {
    Map<PartyVariable, Secret> found = new EnumMap<>(PartyVariable.class);
    List<String> missing = new ArrayList<>();
    for (PartyVariable name : PartyVariable.values()) {
      Optional<Secret> secret = find(name);
      if (secret.isPresent()) {
        found.put(name, secret.get());
      } else if (name.isRequired()) {
        missing.add(name.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new SecretsException(missing(missing));
    }
    return found;
  }

  /** Returns whether some are from the configuration, and may be others there later on. */
  boolean mayChange() {
    return readConfiguration && configuration.mayChange();
  }

  private Optional<Secret> find(PartyVariable name) throws SecretsException {
    Optional<Secret> secret = find(name, stores);
    if (secret.isPresent()) {
      return secret;
    }
    Optional<Secret> last = find(name, configured);
    readConfiguration |= last.isPresent();
    return last;
  }

  private static Optional<Secret> find(PartyVariable name, List<SecretStore> stores)
      throws SecretsException {
    for (SecretStore store : stores) {
      Optional<Secret> secret = store.find(name);
      if (secret.isPresent()) {
        return secret;
      }
    }
    return Optional.empty();
  }

  private String missing(List<String> names) {
    return "missing: %s; give each as a variable, as a file that %s_FILE and so on name, or as a file"
            .formatted(String.join(", ", names), names.get(0))
        + " in FRELAY_SECRETS_DIR, or all together as FRELAY_BUNDLE, which fr-adm secrets makes"
        + searched();
  }

  private String searched() {
    List<String> places = new ArrayList<>();
    for (String place :
        List.of("FRELAY_SECRETS_DIR", "FRELAY_BUNDLE", "FRELAY_BUNDLE_FILE", "FRELAY_AWS_SECRET")) {
      if (environment.get(place).isPresent()) {
        places.add(place);
      }
    }
    return places.isEmpty() ? "" : " (not in " + String.join(", ", places) + " either)";
  }

  private SecretStore awsSecret(AwsExtension aws) {
    return new OpenedOnce(
        () -> {
          Optional<String> id = environment.get("FRELAY_AWS_SECRET");
          return id.isPresent() ? Places.unpacked(aws.secret(id.get().strip())) : Map.of();
        });
  }
}
