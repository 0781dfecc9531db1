package io.frelay.function.secrets;

import io.smallrye.config.SecretKeys;
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
          "FRELAY_SECRETS_DIR", PREFIX + "directory",
          "FRELAY_BUNDLE", PREFIX + "bundle",
          "FRELAY_BUNDLE_FILE", PREFIX + "bundle-file");

  private final Config config;

  ConfiguredVariables(Config config) {
    this.config = config;
  }

  @Override
  public Optional<String> get(String variable) {
    return value(place(variable)).or(() -> value(variable));
  }

  private Optional<String> value(String property) {
    // A secret of a mapping, which is not given out for the asking.
    return SecretKeys.doUnlocked(() -> config.getOptionalValue(property, String.class))
        .filter(text -> !text.isBlank());
  }

  @Override
  public String place(String variable) {
    return OTHERS.getOrDefault(
        variable, PREFIX + variable.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @Override
  public boolean mayChange() {
    return true;
  }
}
