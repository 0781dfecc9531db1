package io.frelay.function.runtime.metrics;

import io.frelay.bundle.PartyVariable;
import io.frelay.function.secrets.PartySource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** When the party's certificates end, in seconds since 1970; NaN until an invocation reads them. */
@Singleton
class CredentialsMetrics {
  static final String EXPIRY = "frelay.credentials.expiry.timestamp";
  static final String CLIENT_EXPIRY = "frelay.client.credentials.expiry.timestamp";

  private static final List<PartyVariable> CERTIFICATES =
      List.of(
          PartyVariable.RELAY_CA,
          PartyVariable.RELAY_CERT,
          PartyVariable.USER_CA,
          PartyVariable.PARTY_CERT);

  void register(@Observes StartupEvent started, MeterRegistry registry, PartySource party) {
    register(registry, party, EXPIRY, Tags.empty());
  }

  /** The same for a client of another party. */
  static void registerOfClient(MeterRegistry registry, PartySource party, String client) {
    register(registry, party, CLIENT_EXPIRY, Tags.of("client", client));
  }

  private static void register(MeterRegistry registry, PartySource party, String name, Tags tags) {
    for (PartyVariable each : CERTIFICATES) {
      Gauge.builder(name, () -> expiry(party, each))
          .baseUnit("seconds")
          .tags(tags.and("of", each.name().toLowerCase(Locale.ROOT)))
          .description("When a certificate ends, in seconds since 1970")
          .register(registry);
    }
  }

  private static double expiry(PartySource party, PartyVariable certificate) {
    return party
        .known()
        .map(known -> known.credentials().validUntil().get(certificate))
        .map(Instant::getEpochSecond)
        .map(Long::doubleValue)
        .orElse(Double.NaN);
  }
}
