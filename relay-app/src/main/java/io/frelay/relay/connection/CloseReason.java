package io.frelay.relay.connection;

import io.frelay.protocol.RefusalCode;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a connection, and with it a session, ended: a closed set. The same word is the label of the
 * metric, the key in the log and, where a version 2 party is told, the code on the wire.
 */
public enum CloseReason {
  /** Limit {@code relay.limits.connections}. */
  TOO_MANY_CONNECTIONS,
  /** Limit {@code relay.limits.connections-per-address}. */
  TOO_MANY_FROM_ADDRESS,
  /** Limits {@code relay.limits.unauthenticated} and {@code -per-address}. */
  TOO_MANY_UNAUTHENTICATED,
  /**
   * It had made no request when all places were taken, and gave its own to a connection from an
   * address with fewer; or it was prepared, and gave its own to one with a request.
   */
  CROWDED_OUT,

  /**
   * Setting {@code relay.limits.memory}: its address or user held most of what all may hold, and
   * this was the oldest of its connections; or there was no memory to be had for it.
   */
  OVER_MEMORY_BUDGET,

  /** From an address of {@code relay.proxy-protocol.from}, without a header of that protocol. */
  NO_PROXY_HEADER,
  /** The first bytes are no TLS handshake. */
  NOT_TLS,
  /** Timeout {@code relay.timeouts.handshake}. */
  HANDSHAKE_TIMEOUT,
  /** More bytes than any honest handshake and request have. */
  HANDSHAKE_TOO_LARGE,
  /** No common version or cipher, a broken record, an alert. */
  HANDSHAKE_FAILED,
  /** The party presented no certificate. */
  NO_CERTIFICATE,
  /** Its certificate is not signed by the relay CA, or not for client authentication. */
  UNTRUSTED_CERTIFICATE,
  /** Its certificate has expired or is not valid yet; a session ends when one of the two does. */
  EXPIRED_CERTIFICATE,
  /** Its certificate is on the list of {@code relay.revocation-list}. */
  REVOKED_CERTIFICATE,
  /** Nobody is let in by a list that is overdue: {@code relay.revocation-list-overdue=refuse}. */
  REVOCATION_LIST_OVERDUE,
  /** Its certificate is good but does not name exactly one well-formed party. */
  UNNAMED_CERTIFICATE,

  /** Timeout {@code relay.timeouts.request}. */
  REQUEST_TIMEOUT,
  /** Timeout {@code relay.timeouts.prepared}. */
  PREPARED_TIMEOUT,
  /** No AuthRequest, too long, or followed by something. */
  MALFORMED_REQUEST,
  INVALID_REQUEST(RefusalCode.INVALID_REQUEST),
  NOT_ALLOWED(RefusalCode.NOT_ALLOWED),
  /** Limits {@code relay.limits.connections-per-party} and {@code -per-user}; or crowded out. */
  TOO_MANY_FROM_PARTY(RefusalCode.TOO_MANY_FROM_PARTY),

  TAKEN_OVER(RefusalCode.TAKEN_OVER),
  PEER_TIMEOUT(RefusalCode.PEER_TIMEOUT),
  DRAINING(RefusalCode.DRAINING),
  /** Timeout {@code relay.timeouts.join}. */
  JOIN_TIMEOUT,
  /** The party closed its connection before it was joined. */
  PARTY_LEFT,

  /**
   * A connection between two relays of a cluster, over which no session came about: nobody asked in
   * time, or whom it was asked for waited no more.
   */
  TRUNK_UNUSED,

  /** Both parties ended their stream and all bytes were delivered. */
  COMPLETED,
  /** A party's connection broke, or it closed without reading all. */
  RESET,
  /** A party went on with its outer TLS after the switch, where that had ended. */
  LATE_OUTER_TLS,
  /** Timeout {@code relay.timeouts.idle}. */
  IDLE_TIMEOUT,
  /** Still running when {@code relay.drain-timeout} was over. */
  DRAIN_DEADLINE,

  /** A fault of the relay; the log has it in full. */
  INTERNAL_ERROR;

  private final Optional<RefusalCode> refusal;
  private final String label = name().toLowerCase(Locale.ROOT);

  CloseReason() {
    this.refusal = Optional.empty();
  }

  CloseReason(RefusalCode refusal) {
    this.refusal = Optional.of(refusal);
  }

  /** The word in metrics and logs, such as {@code peer_timeout}. */
  public String label() {
    return label;
  }

  /** Refusal code for a version 2 party; empty if it is told nothing. */
  public Optional<RefusalCode> refusal() {
    return refusal;
  }
}
