package io.frelay.relay;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections of health and metrics, bounded in number and time, so that whoever reaches the
 * port takes no descriptors from the relay's parties. Used on the server's one event loop alone.
 */
final class ManagementConnections {
  /**
   * Descriptors that they may take in all. In a burst there are more for moments: Vert.x accepts in
   * one thread, and we close in another.
   */
  static final int MAX_CONNECTIONS = 32;

  /** Longest time to a whole request, for its answer, and to the next one. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int BACKLOG = 64;

  private final Vertx vertx;
  private final Duration timeout;

  /** The timer that ends each, by connection, the one that asked longest ago first. */
  private final Map<HttpConnection, Long> timers = new LinkedHashMap<>(16, 0.75f, true);

  private ManagementConnections(Vertx vertx, Duration timeout) {
    this.vertx = vertx;
    this.timeout = timeout;
  }

  /**
   * A server whose connections are bounded so, not listening yet.
   *
   * @param timeout see {@link #TIMEOUT}
   */
  static HttpServer server(
      Vertx vertx, String host, int port, Duration timeout, Handler<HttpServerRequest> requests) {
    ManagementConnections connections = new ManagementConnections(vertx, timeout);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            // Else a connection counts from its first bytes on. Nobody who scrapes needs it.
            .setHttp2ClearTextEnabled(false);
    return vertx
        .createHttpServer(options)
        .connectionHandler(connections::opened)
        .requestHandler(
            request -> {
              connections.asked(request.connection());
              requests.handle(request);
            });
  }

  /**
   * A newcomer, in place of the one that has asked for nothing the longest if there are too many.
   */
  private void opened(HttpConnection connection) {
    if (timers.size() >= MAX_CONNECTIONS) {
      HttpConnection oldest = timers.keySet().iterator().next();
      forget(oldest);
      oldest.close();
    }
    timers.put(connection, timer(connection));
    connection.closeHandler(closed -> forget(connection));
  }

  /** A request has come as a whole, but for its body. */
  private void asked(HttpConnection connection) {
    Long running = timers.get(connection);
    if (running != null) {
      vertx.cancelTimer(running);
      timers.put(connection, timer(connection));
    }
  }

  private long timer(HttpConnection connection) {
    return vertx.setTimer(timeout.toMillis(), late -> connection.close());
  }

  private void forget(HttpConnection connection) {
    Long running = timers.remove(connection);
    if (running != null) {
      vertx.cancelTimer(running);
    }
  }
}
