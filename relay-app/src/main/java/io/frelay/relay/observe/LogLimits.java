package io.frelay.relay.observe;

import io.frelay.relay.connection.LogFields;
import java.util.Optional;

/** Limits of the log in lines per second. Safe for any thread. */
public final class LogLimits {
  private final LineLimit connections = new LineLimit();
  private final LineLimit sessions = new LineLimit();

  /** Counts one more line about a party in this second; false if it is too many. */
  public boolean mayLog(String user, String party) {
    return connections.mayLog(Optional.of(user), Optional.of(party));
  }

  /** Counts one about the party in a connection's log fields, or an unauthenticated connection. */
  boolean mayLog(LogFields identity) {
    return connections.mayLog(identity.value("user"), identity.value("party"));
  }

  /**
   * Counts one more line about a session of these two in this second; false if it is too many. Only
   * these two share the count, so nobody else can have their lines left out.
   */
  public boolean mayLogSession(String user, String waiter, String second) {
    return sessions.mayLog(Optional.of(user), Optional.of(waiter + " with " + second));
  }
}
