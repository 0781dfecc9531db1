package io.frelay.relay;

import io.frelay.relay.splice.SpliceLoops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;

/**
 * Loads what the first connections and sessions need of the jars, before there are any: later, a
 * jar that has to be opened may find no descriptor, and the event loop that needs it waits. The
 * list is a resource, a class name a line; {@code FirstUseIT} finds what it lacks.
 *
 * <p>It takes some 200 ms of CPU, so it runs beside the rest of the start. No class of the list is
 * initialised by it.
 */
final class FirstUse {
  private static final Logger LOG = Logger.getLogger(FirstUse.class);
  private static final String LIST = "first-use.classes";
  private static final FutureTask<Long> LOADING = new FutureTask<>(FirstUse::loadAll);

  private FirstUse() {}

  /** Begins, in a thread of its own. */
  static void begin() {
    Thread thread = new Thread(LOADING, "first-use");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns once all is loaded, whether or not it was begun. */
  static void await() {
    long begun = System.nanoTime();
    LOADING.run(); // does nothing if it runs already
    try {
      long millis = LOADING.get();
      LOG.debugf(
          "the classes of the first connections were loaded in %d ms, of which the start waited %d",
          millis, millisSince(begun));
    } catch (ExecutionException e) {
      LOG.warn("the list of classes to load before the first connection cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long loadAll() throws IOException {
    long begun = System.nanoTime();
    try (InputStream list = FirstUse.class.getResourceAsStream(LIST)) {
      if (list != null) { // there is none in a native executable, which opens no jars
        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
            .lines()
            .forEach(FirstUse::load);
      }
    }
    SpliceLoops.load();
    return millisSince(begun);
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, FirstUse.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // Nothing is lost but time: FirstUseIT says so.
    }
  }

  private static long millisSince(long begun) {
    return (System.nanoTime() - begun) / 1_000_000;
  }
}
