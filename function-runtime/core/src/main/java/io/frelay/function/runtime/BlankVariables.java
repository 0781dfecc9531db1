package io.frelay.function.runtime;

import io.frelay.function.FunctionConfig;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A variable that is set but blank counts as absent, as one of a secret does: a template that
 * leaves {@code FRELAY_TIMEOUT=} open is not an error. What is said elsewhere, or the default, goes
 * before it.
 */
public final class BlankVariables implements ConfigSourceFactory {
  /** Before the environment (300), after system properties (400). */
  private static final int ORDINAL = 310;

  /** The settings by their variables; those without a default are optional anyway. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "FRELAY_TIMEOUT", "frelay.timeout",
          "FRELAY_AWS_SQS", "frelay.aws.sqs",
          "FRELAY_TRACE_PEERS", "frelay.trace-peers",
          "FRELAY_PREPARED_CONNECTIONS", "frelay.prepared-connections",
          "FRELAY_PROGRAM_SOCKETS", "frelay.program-sockets",
          "FRELAY_PROGRAM_STAYS", "frelay.program-stays",
          "FRELAY_HTTP_MAX_BODY", "frelay.http.max-body",
          "FRELAY_HTTP_GRACE", "frelay.http.grace",
          "PORT", "PORT");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "frelay.timeout", FunctionConfig.TIMEOUT,
          "frelay.aws.sqs", FunctionConfig.SQS,
          "frelay.trace-peers", FunctionConfig.TRACE_PEERS,
          "frelay.prepared-connections", FunctionConfig.PREPARED_CONNECTIONS,
          "frelay.program-sockets", FunctionConfig.PROGRAM_SOCKETS,
          "frelay.program-stays", FunctionConfig.PROGRAM_STAYS,
          "frelay.http.max-body", FunctionConfig.MAX_BODY,
          "frelay.http.grace", FunctionConfig.GRACE,
          "PORT", FunctionConfig.PORT);

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> instead = new HashMap<>();
    SETTINGS.forEach(
        (variable, setting) -> {
          String value = System.getenv(variable);
          if (value != null && value.isBlank()) {
            instead.put(setting, elsewhere(context, setting).orElse(DEFAULTS.get(setting)));
          }
        });
    return instead.isEmpty()
        ? List.of()
        : List.of(new PropertiesConfigSource(instead, "blank variables", ORDINAL));
  }

  private static Optional<String> elsewhere(ConfigSourceContext context, String setting) {
    return context.getConfigSources().stream()
        .map(source -> source.getValue(setting))
        .filter(Objects::nonNull)
        .filter(value -> !value.isBlank())
        .findFirst();
  }
}
