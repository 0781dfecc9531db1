package io.frelay.relay.health;

import io.frelay.relay.RelayServer;
import io.frelay.relay.RelayServer.Phase;
import io.frelay.relay.cluster.Cluster;
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
    int silent = server.loops().silent();
    response.withData("port", server.localAddress().getPort()).withData("silent-loops", silent);
    server.cluster().ifPresent(cluster -> describe(cluster, response));
    boolean valid = describe(credentials, response);
    return response.status(valid && silent == 0 && !server.isClosedByOverdueList()).build();
  }

  /**
   * Not down without its registry: parties of this relay meet, and all others would say the same.
   */
  private static void describe(Cluster cluster, HealthCheckResponseBuilder response) {
    response.withData("cluster-members", cluster.members());
    response.withData("cluster-registry", cluster.complaint().orElse("up"));
  }

  /** Returns whether none of the certificates has expired. */
  private boolean describe(RelayCredentials credentials, HealthCheckResponseBuilder response) {
    Instant now = Instant.now();
    Instant caExpiry = credentials.authorityExpiry();
    Instant certificateExpiry = credentials.identityExpiry();
    Instant first = caExpiry.isBefore(certificateExpiry) ? caExpiry : certificateExpiry;
    Duration left = Duration.between(now, first);
    response
        .withData("certificate-expires", certificateExpiry.toString())
        .withData("ca-expires", caExpiry.toString())
        .withData("days-left", left.toDays());
    credentials
        .listDue()
        .ifPresent(due -> response.withData("revocation-list-due", due.toString()));
    if (credentials.isListOverdue(now)) {
      response.withData("revocation-list-overdue", true);
    }
    server.credentialsComplaint().ifPresent(why -> response.withData("not-reloaded", why));
    return !left.isNegative();
  }
}
