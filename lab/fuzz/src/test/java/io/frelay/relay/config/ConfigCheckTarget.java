package io.frelay.relay.config;

import io.frelay.fuzz.Choices;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The relay's settings, a property each: they are refused in a sentence, or every number and
 * duration is one that the relay can count with.
 */
public final class ConfigCheckTarget {
  private static final List<String> NAMES =
      List.of(
          "relay.ip",
          "relay.port",
          "relay.certs",
          "relay.tls-provider",
          "relay.policy",
          "relay.drain-timeout",
          "relay.read-ahead-hold",
          "relay.timeouts.handshake",
          "relay.timeouts.idle",
          "relay.limits.connections",
          "relay.limits.unauthenticated-per-address");

  private ConfigCheckTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    Map<String, String> settings = new HashMap<>();
    do {
      String value = new String(choices.bytes(255), StandardCharsets.UTF_8);
      settings.put(NAMES.get(choices.of(NAMES.size())), value);
    } while (!choices.isAtEnd());
    RelayConfig config;
    try {
      config = read(settings);
      ConfigCheck.require(config);
    } catch (ConfigValidationException | IllegalArgumentException | NoSuchElementException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("refused without a word", e);
      }
      return;
    }
    for (Duration each :
        List.of(
            config.drainTimeout(),
            config.readAheadHold(),
            config.timeouts().handshake(),
            config.timeouts().idle())) {
      if (System.nanoTime() + each.toNanos() < System.nanoTime() - 1_000_000_000L) {
        throw new AssertionError("no clock goes as far as " + each);
      }
    }
    if (config.limits().connections() <= 0 || config.port() < 0) {
      throw new AssertionError("no number to count with");
    }
  }

  /** As the relay reads them. */
  private static RelayConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "fuzz", 100))
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(RelayConfig.class)
        .build()
        .getConfigMapping(RelayConfig.class);
  }
}
