package io.frelay.relay.cluster;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.util.List;

/**
 * One connection to Redis, over which all commands go in the order in which they are given: none
 * waits for the one before it. As many may be on their way as {@code
 * quarkus.redis.max-waiting-handlers} allows; more fail at once. Safe for any thread.
 */
final class RedisLink {
  private final Redis client;
  private volatile RedisConnection connection;

  RedisLink(Redis client) {
    this.client = client;
  }

  boolean isOpen() {
    return connection != null;
  }

  /** Connects; there must be no connection. */
  Future<Void> open() {
    return client
        .connect()
        .map(
            opened -> {
              opened.exceptionHandler(broken -> lost(opened));
              opened.endHandler(ended -> lost(opened));
              connection = opened;
              return null;
            });
  }

  private void lost(RedisConnection which) {
    if (connection == which) {
      connection = null;
    }
  }

  /** Gives up the connection; what is on its way fails. */
  void drop() {
    RedisConnection was = connection;
    connection = null;
    if (was != null) {
      was.close();
    }
  }

  /** Runs a script. Failed if there is no connection, it breaks, or Redis refuses. */
  Future<Response> run(RegistryScript script, List<String> keys, List<String> arguments) {
    RedisConnection now = connection;
    if (now == null) {
      return Future.failedFuture(new IOException("not connected to the registry"));
    }
    return now.send(script.byHash(keys, arguments))
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                    ? now.send(script.byText(keys, arguments))
                    : Future.failedFuture(failure));
  }
}
