package io.frelay.function.http;

import io.frelay.client.Deadline;
import io.frelay.function.FunctionConfig;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * The requests under way. When the instance is being stopped no more are let in, and those that run
 * may finish.
 */
@Singleton
class Running {
  private static final Logger LOG = Logger.getLogger(Running.class);

  private final FunctionConfig.Http config;
  private int count;
  private boolean stopping;

  @Inject
  Running(FunctionConfig config) {
    this.config = config.http();
  }

  /** Whether one more may begin; if so, {@link #leave} follows. */
  synchronized boolean enter() {
    if (stopping) {
      return false;
    }
    count++;
    return true;
  }

  synchronized void leave() {
    count--;
    notifyAll();
  }

  /** Quarkus still serves HTTP in the shutdown delay, so that whoever comes now can be told. */
  synchronized void drain(@Observes ShutdownDelayInitiatedEvent stop) throws InterruptedException {
    stopping = true;
    Deadline deadline = Deadline.in(config.grace());
    while (count > 0 && deadline.remaining().toMillis() > 0) {
      wait(deadline.remaining().toMillis());
    }
    if (count > 0) {
      LOG.warnf("stopped after %s of grace; still running: %d", config.grace(), count);
    }
  }
}
