package io.frelay.relay.health;

import io.frelay.relay.RelayServer;
import io.frelay.relay.RelayServer.Phase;
import io.frelay.relay.credentials.RelayCredentials;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the port is bound, the relay is not draining, its certificates are valid, every event loop
 * answers, and it does not turn everybody away because its revocation list is overdue.
 */
@Readiness
@ApplicationScoped
public class RelayReadiness implements HealthCheck {
  private final RelayServer server;

  RelayReadiness(RelayServer server) {
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("relay");
    Phase phase = server.phase();
    response.withData("phase", phase.name().toLowerCase(Locale.ROOT));
    RelayCredentials credentials = server.credentials();
    if (phase != Phase.READY || credentials == null) {
      return response.down().build();
    }
    Instant caExpiry = credentials.authorityExpiry();
    Instant certificateExpiry = credentials.identityExpiry();
    Instant first = caExpiry.isBefore(certificateExpiry) ? caExpiry : certificateExpiry;
    int silent = server.loops().silent();
    Duration left = Duration.between(Instant.now(), first);
    credentials
        .listDue()
        .ifPresent(due -> response.withData("revocation-list-due", due.toString()));
    if (credentials.isListOverdue(Instant.now())) {
      response.withData("revocation-list-overdue", true);
    }
    server
        .cluster()
        .ifPresent(
            cluster -> {
              response.withData("cluster-members", cluster.members());
              // Not down: parties of this relay meet, and all others would say the same.
              response.withData("cluster-registry", cluster.complaint().orElse("up"));
            });
    server.credentialsComplaint().ifPresent(why -> response.withData("not-reloaded", why));
    return response
        .withData("port", server.localAddress().getPort())
        .withData("certificate-expires", certificateExpiry.toString())
        .withData("ca-expires", caExpiry.toString())
        .withData("days-left", left.toDays())
        .withData("silent-loops", silent)
        .status(!left.isNegative() && silent == 0 && !server.isClosedByOverdueList())
        .build();
  }
}
