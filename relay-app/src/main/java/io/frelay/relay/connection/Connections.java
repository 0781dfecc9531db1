package io.frelay.relay.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Every open connection, so that the relay can end in good order. Safe for any thread. */
public final class Connections {
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  /** From now until its socket is closed. */
  public void add(Connection connection) {
    open.add(connection);
    connection.channel().closeFuture().addListener(closed -> remove(connection));
  }

  private synchronized void remove(Connection connection) {
    open.remove(connection);
    notifyAll();
  }

  /** Number of open connections. */
  public int count() {
    return open.size();
  }

  /** Shows all; those that come or go meanwhile may be among them or not. */
  public void forEach(Consumer<Connection> look) {
    open.forEach(look);
  }

  /** Ends all that have not been matched. */
  public void closeUnmatched(CloseReason reason) {
    open.forEach(
        connection ->
            connection.execute(
                () -> {
                  if (connection.stage().compareTo(Stage.JOINING) < 0) {
                    connection.close(reason);
                  }
                }));
  }

  /** Ends all. */
  public void closeAll(CloseReason reason) {
    open.forEach(connection -> connection.close(reason));
  }

  /**
   * Blocks until none is open, or {@code limit} is over.
   *
   * @return true if none is open
   */
  public synchronized boolean awaitNone(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!open.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    }
    return true;
  }
}
