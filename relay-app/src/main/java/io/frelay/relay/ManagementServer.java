package io.frelay.relay;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Health and metrics over HTTP, with the routes that Quarkus has made. Quarkus does not bind their
 * port ({@code quarkus.management.host-enabled} is off): it would end the process where it cannot,
 * and it bounds neither the number of connections nor the time that each may take.
 */
@Singleton
final class ManagementServer {
  private static final Logger LOG = Logger.getLogger(ManagementServer.class);

  /** Ports that are tried, from the one that is set. */
  private static final int TRIES = 100;

  private static final int MAX_PORT = 65_535;
  private static final int ANY_PORT = 0;

  private final Vertx vertx;
  private final String host;
  private final int port;
  private Router routes;

  ManagementServer(
      Vertx vertx,
      @ConfigProperty(name = "quarkus.management.host") String host,
      @ConfigProperty(name = "quarkus.management.port") int port) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
  }

  void routes(@Observes ManagementInterface management) {
    routes = management.router();
  }

  /**
   * Listens on the port that is set, or the next free one, or any. The log says where. A failure is
   * logged too: the relay serves its parties without health and metrics.
   */
  void start() throws InterruptedException {
    try {
      int bound = listen();
      if (port != ANY_PORT && bound != port) {
        LOG.warnf("port %d for health and metrics cannot be used", port);
      }
      LOG.infof(
          "health and metrics at http://%s:%d/q/health and /q/metrics",
          host.contains(":") ? "[" + host + "]" : host, bound);
    } catch (ExecutionException e) {
      LOG.errorf(
          "health and metrics are not served: cannot listen on %s (%s); check"
              + " quarkus.management.host",
          host, e.getCause().getMessage());
    }
  }

  private int listen() throws ExecutionException, InterruptedException {
    for (int next = port; next != ANY_PORT && next < port + TRIES && next <= MAX_PORT; next++) {
      try {
        return listen(next);
      } catch (ExecutionException e) {
        if (!mayBeThePort(e.getCause())) {
          throw e;
        }
      }
    }
    return listen(ANY_PORT);
  }

  /** Whatever race took it, or a privilege that it needs. Netty's own exceptions do not say. */
  private static boolean mayBeThePort(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof UnknownHostException);
  }

  private int listen(int number) throws ExecutionException, InterruptedException {
    HttpServer server =
        ManagementConnections.server(vertx, host, number, ManagementConnections.TIMEOUT, routes);
    return server.listen().toCompletionStage().toCompletableFuture().get().actualPort();
  }
}
