package io.frelay.protocol;

import java.util.Locale;

/**
 * Why the relay refuses a version 2 party: a closed set. The same word is the code on the wire, the
 * label of the metric and the key in the log.
 */
public enum RefusalCode {
  /** The request decodes but cannot be served: a party that asks for itself, say. */
  INVALID_REQUEST(false),
  /** The relay's policy does not let these two parties meet. */
  NOT_ALLOWED(false),
  /** The party holds as many connections as the relay lets one party hold. */
  TOO_MANY_FROM_PARTY(true),
  /** The same party came again for the same peer and tag; the newer connection waits instead. */
  TAKEN_OVER(false),
  /** The peer did not come within the time the request named, or the relay's longest wait. */
  PEER_TIMEOUT(false),
  /** The relay is going down and joins no new sessions. */
  DRAINING(true),
  /** A code of a newer relay that this version does not know. Never sent. */
  UNKNOWN(false);

  private final boolean passing;

  RefusalCode(boolean passing) {
    this.passing = passing;
  }

  /** The word on the wire, such as {@code peer_timeout}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if the same request may succeed a little later, so that a client should retry. */
  public boolean isPassing() {
    return passing;
  }

  static RefusalCode ofWireName(String name) {
    for (RefusalCode code : values()) {
      if (code.wireName().equals(name)) {
        return code;
      }
    }
    return UNKNOWN;
  }
}
