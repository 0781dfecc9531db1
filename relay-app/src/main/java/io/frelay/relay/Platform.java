package io.frelay.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** What Quarkus gives the relay. */
record Platform(Vertx vertx, MeterRegistry registry, InjectableInstance<Redis> clients) {
  /**
   * The client of the cluster's registry.
   *
   * @throws IllegalArgumentException in one sentence, if the settings name none
   */
  Redis redis() {
    return clients.listActive().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "relay.cluster.registry is redis: set quarkus.redis.hosts, such as"
                        + " redis://10.0.0.5:6379"));
  }
}
