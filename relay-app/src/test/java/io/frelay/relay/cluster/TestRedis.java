package io.frelay.relay.cluster;

import io.frelay.testkit.redis.RedisServer;
import org.junit.jupiter.api.Assumptions;

/** A real Redis for a test, which is skipped where none runs. */
public final class TestRedis {
  private TestRedis() {}

  public static RedisServer start(String... settings) throws Exception {
    Assumptions.assumeTrue(
        RedisServer.program().isPresent(),
        "redis-server does not run here (it needs libssl 3); put one on PATH");
    return RedisServer.start(settings);
  }
}
