package io.frelay.relay.health;

import io.frelay.relay.RelayServer;
import io.frelay.relay.accept.Transport;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: every event loop answers. One that does not has stopped serving its connections. */
@Liveness
@ApplicationScoped
public class RelayLiveness implements HealthCheck {
  private static final int PATIENCE_SECONDS = 5;

  private final Vertx vertx;
  private final RelayServer server;

  RelayLiveness(Vertx vertx, RelayServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    List<Executor> loops = new ArrayList<>(server.spliceLoops());
    Transport.of(vertx).workers().forEach(loops::add);
    CountDownLatch answers = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.execute(answers::countDown));
    boolean all;
    try {
      all = answers.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      all = false;
    }
    return HealthCheckResponse.named("event-loops")
        .withData("loops", loops.size())
        .withData("silent", answers.getCount())
        .status(all)
        .build();
  }
}
