package io.frelay.relay.observe;

import io.frelay.relay.connection.LogFields;
import java.util.Optional;

/** Limits of the log: how many lines a second there may be about anybody. Safe for any thread. */
public final class LogLimits {
  private final LineLimit connections = new LineLimit();
  private final LineLimit sessions = new LineLimit();

  /** Whether there may be one more line about a party in this second; it is then counted. */
  public boolean mayLog(String user, String party) {
    return connections.mayLog(Optional.of(user), Optional.of(party));
  }

  /** The same about whoever a connection's log fields name, or about strangers. */
  boolean mayLog(LogFields identity) {
    return connections.mayLog(identity.value("user"), identity.value("party"));
  }

  /**
   * Whether there may be one more line about a session of these two in this second. So nobody but
   * they can have it left out, neither by other sessions nor by connections without one.
   */
  public boolean mayLogSession(String user, String waiter, String second) {
    return sessions.mayLog(Optional.of(user), Optional.of(waiter + " with " + second));
  }
}
