package io.frelay.function.secrets;

import io.smallrye.config.SecretKeys;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * The configuration as variables: {@code RELAY_CA} is the property {@code frelay.party.relay-ca},
 * or, as a {@code .env} file that was written for a shell has it, {@code RELAY_CA} itself. Each
 * look-up asks the configuration's sources again.
 */
final class ConfiguredVariables implements Variables {
  private static final String PREFIX = "frelay.party.";

  /** Those of {@link io.frelay.function.PartyConfig} that are not called as their variable is. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "FRELAY_SECRETS_DIR", "directory",
          "FRELAY_BUNDLE", "bundle",
          "FRELAY_BUNDLE_FILE", "bundle-file");

  private final Config config;
  private final String prefix;
  private final List<ExtensionSecrets> extensions;

  ConfiguredVariables(Config config, List<ExtensionSecrets> extensions) {
    this(config, PREFIX, extensions);
  }

  /**
   * @param prefix of the properties of another party, which has no variables
   */
  ConfiguredVariables(Config config, String prefix, List<ExtensionSecrets> extensions) {
    this.config = config;
    this.prefix = prefix;
    this.extensions = extensions;
  }

  @Override
  public Optional<String> get(String variable) {
    Optional<String> value = value(place(variable));
    return value.isEmpty() && prefix.equals(PREFIX) ? value(variable) : value;
  }

  private Optional<String> value(String property) {
    // A secret of a mapping, which is not given out for the asking.
    return SecretKeys.doUnlocked(() -> config.getOptionalValue(property, String.class))
        .filter(text -> !text.isBlank());
  }

  @Override
  public String place(String variable) {
    return prefix
        + OTHERS.getOrDefault(variable, variable.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @Override
  public List<SecretStore> stores() {
    return extensions.stream()
        .<SecretStore>map(each -> new OpenedOnce(() -> each.read(this)))
        .toList();
  }

  @Override
  public boolean mayChange() {
    return true;
  }
}
