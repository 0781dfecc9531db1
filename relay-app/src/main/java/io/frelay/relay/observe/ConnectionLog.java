package io.frelay.relay.observe;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * One line for every connection that ends without having been joined. Strangers can make as many as
 * they like, so lines about connections that never authenticated are limited to a few a second.
 */
public final class ConnectionLog {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_A_SECOND = 20;

  private final AtomicLong secondStarted = new AtomicLong(System.nanoTime());
  private final AtomicLong inThisSecond = new AtomicLong();

  void ended(Connection connection, CloseReason reason) {
    if (connection.endedIn() == Stage.JOINED) {
      return; // the session says it for both
    }
    boolean known = connection.endedIn() == Stage.WAITING || connection.endedIn() == Stage.JOINING;
    if (!known && !mayLog()) {
      return;
    }
    boolean routine = reason == CloseReason.PARTY_LEFT && connection.endedIn() == Stage.HANDSHAKE;
    new LogFields()
        .add("address", connection.remoteAddress().getAddress().getHostAddress())
        .addAll(connection.identity())
        .add("stage", connection.endedIn().label())
        .add("after", Duration.ofNanos(connection.ageNanos()))
        .add("reason", reason.label())
        .log(LOG, routine ? Logger.Level.DEBUG : Logger.Level.INFO, "connection ended");
  }

  private boolean mayLog() {
    long started = secondStarted.get();
    long now = System.nanoTime();
    if (now - started > SECOND && secondStarted.compareAndSet(started, now)) {
      long dropped = inThisSecond.getAndSet(0) - MOST_A_SECOND;
      if (dropped > 0) {
        LOG.infof("%d more connections ended before they had authenticated", dropped);
      }
    }
    return inThisSecond.incrementAndGet() <= MOST_A_SECOND;
  }
}
