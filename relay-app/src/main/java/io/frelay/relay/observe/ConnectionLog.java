package io.frelay.relay.observe;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import java.time.Duration;
import org.jboss.logging.Logger;

/** One line for every connection that ends without having been joined, within the log's limits. */
public final class ConnectionLog {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");

  private final LogLimits limits;

  public ConnectionLog(LogLimits limits) {
    this.limits = limits;
  }

  /** Writes the line when the connection ends. */
  public void watch(Connection connection) {
    connection.onClose(reason -> ended(connection, reason));
  }

  private static boolean isRoutine(Stage stage, CloseReason reason) {
    return switch (stage) {
      case HANDSHAKE, REQUEST -> reason == CloseReason.PARTY_LEFT;
      case PREPARED -> reason == CloseReason.PARTY_LEFT || reason == CloseReason.PREPARED_TIMEOUT;
      default -> false;
    };
  }

  private void ended(Connection connection, CloseReason reason) {
    if (connection.endedIn() == Stage.JOINED) {
      return; // the session says it for both
    }
    Logger.Level level =
        reason == CloseReason.TRUNK_UNUSED || isRoutine(connection.endedIn(), reason)
            ? Logger.Level.DEBUG
            : Logger.Level.INFO;
    LogFields identity = connection.identity();
    // A line that nobody is to see takes no other one's place.
    if (!LOG.isEnabled(level) || !limits.mayLog(identity)) {
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
