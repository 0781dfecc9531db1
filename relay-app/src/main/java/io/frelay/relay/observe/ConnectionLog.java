package io.frelay.relay.observe;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * One line for every connection that ends without having been joined, within a {@link LineLimit}.
 */
public final class ConnectionLog {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");

  private final LineLimit limit;

  ConnectionLog(LineLimit limit) {
    this.limit = limit;
  }

  void ended(Connection connection, CloseReason reason) {
    if (connection.endedIn() == Stage.JOINED) {
      return; // the session says it for both
    }
    boolean routine = reason == CloseReason.PARTY_LEFT && connection.endedIn() == Stage.HANDSHAKE;
    Logger.Level level = routine ? Logger.Level.DEBUG : Logger.Level.INFO;
    LogFields identity = connection.identity();
    // A line that nobody is to see takes no other one's place.
    if (!LOG.isEnabled(level) || !limit.mayLog(identity.value("user"), identity.value("party"))) {
      return;
    }
    new LogFields()
        .add("address", connection.remoteAddress().getAddress().getHostAddress())
        .addAll(identity)
        .add("stage", connection.endedIn().label())
        .add("after", Duration.ofNanos(connection.ageNanos()))
        .add("reason", reason.label())
        .log(LOG, level, "connection ended");
  }
}
