package io.frelay.function.runtime.rehearsal;

import io.frelay.client.internal.rehearsal.Rehearsal;
import io.frelay.pem.PemException;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.annotations.Recorder;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/** Starts the {@link Rehearsal} beside the start of the application. */
@Recorder
public class RehearsalRecorder {
  private static final Logger LOG = Logger.getLogger("io.frelay.function");

  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private static volatile boolean isStarted;

  /**
   * Starts it, unless it would only delay the start: in a native executable, whose classes are
   * ready, and where there is one processor for both.
   */
  public void start() {
    if (ImageMode.current() == ImageMode.JVM && Runtime.getRuntime().availableProcessors() > 1) {
      Thread thread = new Thread(RehearsalRecorder::run, "frelay rehearsal");
      thread.setDaemon(true);
      isStarted = true;
      thread.start();
    }
  }

  /** Waits for its end, if it was started, before a snapshot is taken. */
  public static void await() throws InterruptedException {
    if (isStarted) {
      ENDED.await();
    }
  }

  /** Without it the first invocation takes longer, and that is all. */
  private static void run() {
    try {
      Rehearsal.run();
    } catch (PemException | IOException | RuntimeException e) {
      LOG.debug("no rehearsal", e);
    } finally {
      ENDED.countDown();
    }
  }
}
