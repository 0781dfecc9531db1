package io.frelay.function.runtime.health;

import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports whether the party's secrets are there and of use: without them every invocation fails.
 * The reason names what is wrong and where it is looked for, and quotes no secret. The relay is not
 * asked, for it may come later.
 */
@Readiness
@Singleton
class SecretsReadiness implements HealthCheck {
  static final String NAME = "Frelay secrets";

  private final PartySource party;

  @Inject
  SecretsReadiness(PartySource party) {
    this.party = party;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
    try {
      return response.up().withData("party", party.current().credentials().party()).build();
    } catch (SecretsException e) {
      return response.down().withData("reason", String.valueOf(e.getMessage())).build();
    }
  }
}
