package io.frelay.relay;

import io.frelay.relay.config.Configs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Redis;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A relay of a cluster in this JVM, with event loops of its own. */
final class TestRelayServer implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setPreferNativeTransport(true)
              .setEventLoopPoolSize(2)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RelayServer server;

  private TestRelayServer(Path certs, String redis, Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "relay.ip", "127.0.0.1",
                "relay.port", "0",
                "relay.certs", certs.toString(),
                "relay.drain-timeout", "1s",
                "relay.limits.connections", "200",
                "relay.cluster.registry", "redis",
                "relay.cluster.listen", "127.0.0.1:0",
                "relay.cluster.trunks", "2"));
    settings.putAll(more);
    server = new RelayServer(Configs.of(settings), vertx, meters, redis(redis));
  }

  /** Starts it, and waits until it is one of so many. */
  static TestRelayServer start(Path certs, String redis, Map<String, String> more)
      throws StartupException {
    TestRelayServer relay = new TestRelayServer(certs, redis, more);
    relay.server.start();
    return relay;
  }

  @SuppressWarnings("unchecked") // of the bean that there would be
  private InjectableInstance<Redis> redis(String url) {
    return (InjectableInstance<Redis>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {InjectableInstance.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("listActive")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return List.of(Redis.createClient(vertx, url));
            });
  }

  int port() {
    return server.localAddress().getPort();
  }

  int trunkPort() {
    return server.cluster().orElseThrow().port();
  }

  double metered(String meter, String... tags) {
    return meters.get(meter).tags(tags).meter().measure().iterator().next().getValue();
  }

  /** Ends it at once, with all its connections, as if its process had been killed. */
  void kill() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    kill();
  }
}
