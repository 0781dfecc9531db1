package io.frelay.relay.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * State of this relay's connection to the registry, for readiness, metrics and the log: a line when
 * Redis is lost or wrong in another way, and one when it is back. Safe for any thread.
 */
final class Standing {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.cluster");

  private final Timer answers;
  private final Counter failures;
  private volatile String complaint = "not connected yet";
  private volatile boolean up;
  private boolean told;

  Standing(MeterRegistry registry) {
    Gauge.builder("frelay.cluster.registry.up", () -> up ? 1 : 0)
        .description("1 while the registry answers, else 0: parties meet on this relay only")
        .register(registry);
    answers =
        Timer.builder("frelay.cluster.registry.arrivals")
            .description("Time that the registry took for an arrival")
            .register(registry);
    failures =
        Counter.builder("frelay.cluster.registry.failures")
            .description("Commands to the registry that failed")
            .register(registry);
  }

  boolean isUp() {
    return up;
  }

  Optional<String> complaint() {
    return up ? Optional.empty() : Optional.of(complaint);
  }

  void took(long nanos) {
    answers.record(nanos, TimeUnit.NANOSECONDS);
  }

  void failed() {
    failures.increment();
  }

  synchronized void up(int members) {
    if (!up) {
      up = true;
      told = false;
      complaint = "";
      LOG.infof("the registry answers: relays in the cluster: %d", members);
    }
  }

  synchronized void down(Throwable why) {
    failures.increment();
    String text = why.getMessage() == null ? why.toString() : why.getMessage();
    up = false;
    complaint = text;
    if (!told) {
      told = true;
      LOG.warnf(
          "the registry does not serve (%s): parties meet on this relay only, sessions go on",
          text);
    }
  }
}
