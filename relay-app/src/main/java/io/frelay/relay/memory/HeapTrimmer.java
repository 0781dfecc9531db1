package io.frelay.relay.memory;

import io.frelay.relay.schedule.PeriodicLook;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * Gives memory back to the system, in a thread of its own. When most connections have closed, it
 * requests a garbage collection: by itself the JVM would collect only when new connections fill the
 * heap, which may be never. The pause is short, since few connections are left.
 */
public final class HeapTrimmer {
  private static final Logger LOG = Logger.getLogger(HeapTrimmer.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /**
   * Number of samples (half a minute) after which the C library's heap is trimmed: until then the
   * JVM compiles.
   */
  private static final int LOOKS_TO_TRIM = 6;

  private final IntSupplier connections;
  private final ConnectionTrend trend = new ConnectionTrend();

  /** After the start too, for which a JVM compiles. */
  private int trims = LOOKS_TO_TRIM;

  /**
   * @param connections number of open connections
   */
  public HeapTrimmer(IntSupplier connections) {
    this.connections = connections;
  }

  /** Starts the thread; it lives as long as the process. */
  public void start() {
    new PeriodicLook("relay-memory", LOG, "memory could not be given back")
        .every(PERIOD, PERIOD, this::look);
  }

  private void look() {
    ConnectionTrend.Change change = trend.look(connections.getAsInt());
    if (change == ConnectionTrend.Change.LOW) {
      System.gc();
    }
    if (change != ConnectionTrend.Change.NONE) {
      trims = LOOKS_TO_TRIM;
    }
    if (trims > 0) {
      trims--;
      NativeHeap.trim();
    }
  }
}
