package io.frelay.relay.health;

import io.frelay.relay.RelayServer;
import io.frelay.relay.observe.LoopWatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: every event loop answers. One that does not has stopped serving its connections. */
@Liveness
@ApplicationScoped
public class RelayLiveness implements HealthCheck {
  private final RelayServer server;

  RelayLiveness(RelayServer server) {
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    LoopWatch loops = server.loops();
    int silent = loops.silent();
    return HealthCheckResponse.named("event-loops")
        .withData("loops", loops.size())
        .withData("silent", silent)
        .status(silent == 0)
        .build();
  }
}
