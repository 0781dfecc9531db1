package io.frelay.relay.console;

import io.frelay.relay.RelayServer;
import io.frelay.relay.config.ConsoleData;
import io.frelay.relay.config.RelayConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Routes of the console: a page, its script, and the events that the script shows. The management
 * port ends each connection after a while; a browser asks for the events again by itself.
 */
@Singleton
final class Console {
  static final String PATH = "/q/frelay";

  private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

  /** Nothing but what is served here. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

  private final Vertx vertx;
  private final RelayServer relay;
  private final MeterRegistry registry;
  private final ConsoleData data;

  Console(Vertx vertx, RelayServer relay, MeterRegistry registry, RelayConfig config) {
    this.vertx = vertx;
    this.relay = relay;
    this.registry = registry;
    this.data = config.console();
  }

  void routes(@Observes ManagementInterface management) {
    if (data != ConsoleData.OFF) {
      Router router = management.router();
      router.route(PATH + "*").handler(Console::admit);
      file(router, PATH, "console.html", "text/html");
      file(router, PATH + "/console.js", "console.js", "text/javascript");
      file(router, PATH + "/console.css", "console.css", "text/css");
      ConsoleView view = new ConsoleView(relay, registry, data);
      router.get(PATH + "/events").handler(request -> events(request, view));
    }
  }

  /**
   * Refuses requests to a name other than localhost: a page from elsewhere may have had its own
   * name resolved to this machine, and could then read everything here (DNS rebinding).
   */
  private static void admit(RoutingContext request) {
    HostAndPort asked = request.request().authority();
    if (asked == null || isOfThisMachine(asked.host())) {
      request.next();
    } else {
      headers(request.response(), "text/plain; charset=utf-8")
          .setStatusCode(HttpResponseStatus.MISDIRECTED_REQUEST.code())
          .end("The console answers to addresses and to localhost, not to names.\n");
    }
  }

  private static boolean isOfThisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host);
  }

  private static void file(Router router, String path, String name, String type) {
    String content = read(name);
    router
        .get(path)
        .handler(
            request ->
                headers(request.response(), type + "; charset=utf-8")
                    .putHeader("Content-Security-Policy", POLICY)
                    .end(content));
  }

  private static HttpServerResponse headers(HttpServerResponse response, String type) {
    return response
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  private static String read(String name) {
    try (InputStream in = Console.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void events(RoutingContext request, ConsoleView view) {
    HttpServerResponse response = headers(request.response(), "text/event-stream");
    response.setChunked(true);
    send(response, view);
    long timer = vertx.setPeriodic(BETWEEN_EVENTS.toMillis(), tick -> send(response, view));
    response.closeHandler(closed -> vertx.cancelTimer(timer));
  }

  /** Made on another thread: thousands of sessions would hold up their own event loop. */
  private void send(HttpServerResponse response, ConsoleView view) {
    vertx
        .executeBlocking(view::now, false)
        .map(JsonObject::encode)
        .onSuccess(
            json -> {
              if (!response.closed() && !response.writeQueueFull()) {
                response.write("retry: 1000\ndata: " + json + "\n\n");
              }
            });
  }
}
