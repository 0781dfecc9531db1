package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.function.FunctionConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * The requests under way, where several may be. When the instance is being stopped no more are let
 * in, and those that run may finish.
 */
@Singleton
public class Running {
  private static final Logger LOG = Logger.getLogger(Running.class);

  private final FunctionConfig.Http config;
  private int count;
  private boolean stopping;

  @Inject
  Running(FunctionConfig config) {
    this.config = config.http();
  }

  /** Returns whether one more may begin; if so, {@link #leave} follows. */
  public synchronized boolean enter() {
    if (stopping) {
      return false;
    }
    count++;
    return true;
  }

  public synchronized void leave() {
    count--;
    notifyAll();
  }

  /** Lets no more in, and waits for those that run, as long as they are given. */
  public synchronized void drain() throws InterruptedException {
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
