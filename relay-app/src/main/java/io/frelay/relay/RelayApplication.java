package io.frelay.relay;

import io.frelay.relay.observe.JvmMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** The relay as a Quarkus application: serves until SIGTERM or Ctrl-C, then drains. */
public final class RelayApplication implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(RelayApplication.class);

  private static final long LONGEST_STOP_MILLIS = 5000;

  /** As of a process that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  @Inject RelayServer server;
  @Inject ManagementServer management;
  @Inject MeterRegistry registry;

  @Override
  public int run(String... args) throws InterruptedException {
    try {
      server.start();
    } catch (StartupException e) {
      LOG.error(e.getMessage());
      LOG.debug("in detail", e);
      return 1;
    }
    management.start();
    JvmMeters.bindTo(registry);
    Quarkus.waitForExit();
    return 0;
  }

  /** First of all that is stopped: the management interface is still up and says that we drain. */
  void drain(@Observes ShutdownDelayInitiatedEvent stopping) {
    server.drain();
    endInAnyCase();
  }

  /** Time for Quarkus's last log lines, in milliseconds: they block if nobody reads the log. */
  private static void endInAnyCase() {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(LONGEST_STOP_MILLIS);
                Runtime.getRuntime().halt(TERMINATED);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "relay-end");
    thread.setDaemon(true);
    thread.start();
  }
}
