package io.frelay.function.runtime.health;

import io.frelay.function.FunctionConfig;
import io.frelay.function.PeerHandler;
import io.frelay.function.client.Clients;
import io.frelay.function.runtime.program.Program;
import io.frelay.function.secrets.SecretsException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports whether the secrets of the party, and of those of named clients, are there and of use:
 * without them every invocation or connection fails. The reason names what is wrong and where it is
 * looked for, and quotes no secret. The relay is not asked, for it may come later.
 */
@Readiness
@Singleton
class SecretsReadiness implements HealthCheck {
  static final String NAME = "Frelay secrets";

  private final Clients clients;
  private final boolean hasHandler;

  @Inject
  SecretsReadiness(
      Clients clients, @Any Instance<PeerHandler<?, ?>> handlers, FunctionConfig config) {
    this.clients = clients;
    this.hasHandler = !handlers.isUnsatisfied() || Program.of(config).isPresent();
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
    Set<String> needed = clients.names();
    if (needed.isEmpty() || hasHandler) {
      needed.add(Clients.OWN);
    }
    for (String each : needed) {
      String ofClient = each.equals(Clients.OWN) ? "" : " of client " + each;
      try {
        String party = clients.party(each).current().credentials().party();
        response.withData("party" + ofClient, party);
      } catch (SecretsException e) {
        response.down().withData("reason" + ofClient, String.valueOf(e.getMessage()));
      }
    }
    return response.build();
  }
}
