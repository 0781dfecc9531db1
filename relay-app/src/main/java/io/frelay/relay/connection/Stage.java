package io.frelay.relay.connection;

import java.util.Locale;

/**
 * Stage of a connection.
 *
 * <pre>
 *   HANDSHAKE -> REQUEST -> WAITING <-> JOINING -> JOINED
 *                 |  ^
 *                 v  |
 *               PREPARED
 * </pre>
 *
 * JOINING leads back to WAITING where the other one leaves before this one was told of it. Every
 * stage may go to CLOSED, and none comes back from there.
 */
public enum Stage {
  /** TLS is being agreed. */
  HANDSHAKE,
  /** The certificate is good; the party stands without a request, and may for a while. */
  PREPARED,
  /** The certificate is good; the request is not complete. */
  REQUEST,
  /** The request is good; the peer is not there. */
  WAITING,
  /** The peer is there; both connections go from TLS to raw bytes. */
  JOINING,
  /** Raw bytes flow. */
  JOINED,
  CLOSED;

  /** The word in logs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean leadsTo(Stage next) {
    return switch (this) {
      case HANDSHAKE -> next == REQUEST || next == CLOSED;
      case REQUEST -> next == PREPARED || next == WAITING || next == CLOSED;
      case PREPARED -> next == REQUEST || next == CLOSED;
      case WAITING -> next == JOINING || next == CLOSED;
      case JOINING -> next == WAITING || next == JOINED || next == CLOSED;
      case JOINED -> next == CLOSED;
      case CLOSED -> false;
    };
  }
}
