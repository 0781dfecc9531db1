package io.frelay.function.gcp;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.Running;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets running invocations finish when the platform stops the instance by SIGTERM: the invoker
 * itself goes on serving until the JVM ends, and the JVM ends once its shutdown hooks have.
 */
@Singleton
class Stop {
  /** For the invoker to send the last answer, in milliseconds. */
  private static final long LAST_WORDS = 200;

  private final Running running;

  @Inject
  Stop(Running running) {
    this.running = running;
  }

  void register(@Observes StartupEvent started) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::drain, "frelay stop"));
  }

  private void drain() {
    try {
      running.drain();
      boolean unused = new CountDownLatch(1).await(LAST_WORDS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One invocation begins; {@link #leave} follows.
   *
   * @throws FunctionException if the instance is being stopped
   */
  void enter() throws FunctionException {
    if (!running.enter()) {
      throw new FunctionException(
          ErrorCode.STOPPING, "the function is being stopped; send it again");
    }
  }

  void leave() {
    running.leave();
  }
}
