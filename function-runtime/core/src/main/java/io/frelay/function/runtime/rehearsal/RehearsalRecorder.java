package io.frelay.function.runtime.rehearsal;

import io.frelay.client.internal.rehearsal.Rehearsal;
import io.frelay.pem.PemException;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.annotations.Recorder;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Starts the {@link Rehearsal} beside the start of the application. */
@Recorder
public class RehearsalRecorder {
  private static final Logger LOG = Logger.getLogger("io.frelay.function");

  private static volatile Thread running;

  /**
   * Starts it, unless it would only delay the start: in a native executable, whose classes are
   * ready, and where there is one processor for both.
   */
  public void start() {
    if (ImageMode.current() == ImageMode.JVM && Runtime.getRuntime().availableProcessors() > 1) {
      Thread thread = new Thread(RehearsalRecorder::run, "frelay rehearsal");
      thread.setDaemon(true);
      thread.start();
      running = thread;
    }
  }

  /** Waits for its end, if it runs, before a snapshot is taken. */
  public static void await() throws InterruptedException {
    Thread thread = running;
    if (thread != null) {
      thread.join();
    }
  }

  /** Without it the first invocation takes longer, and that is all. */
  private static void run() {
    try {
      Rehearsal.run();
    } catch (PemException | IOException | RuntimeException e) {
      LOG.debug("no rehearsal", e);
    } finally {
      running = null;
    }
  }
}
