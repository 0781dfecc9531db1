package io.frelay.function;

import io.frelay.protocol.RefusalCode;
import java.util.Locale;

/** Why an invocation failed: a closed set; the word is the same in the answer and in the log. */
public enum ErrorCode {
  /** The request is not what it should be, or the handler refuses its input. */
  BAD_INPUT(400),
  /** The caller has to say who it is, and has not, or not well. */
  UNAUTHENTICATED(401),
  /** The caller may not call the handler. */
  FORBIDDEN(403),
  /** The application has no handler of that name. */
  UNKNOWN_HANDLER(404),
  /** Over HTTP: nothing is at that path. */
  NOT_FOUND(404),
  /** Over HTTP: an invocation is a POST. */
  METHOD_NOT_ALLOWED(405),
  /** Over HTTP: the body is longer than the function takes. */
  TOO_BIG(413),
  /** Over HTTP: the body is said to be something else than JSON. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** The party's secrets are missing, damaged, expired or do not belong together. */
  BAD_SECRETS(500),
  /** The relay could not be reached in time. */
  RELAY_UNREACHABLE(503),
  /** The relay or this party failed to prove who it is to the other. */
  RELAY_TLS(502),
  /** The peer did not come in time. */
  PEER_TIMEOUT(504),
  /**
   * The relay's policy does not let the two meet, or the function's owner does not let callers
   * choose so.
   */
  NOT_ALLOWED(403),
  /** The relay refuses the request as such. */
  INVALID_REQUEST(400),
  /** This party has too many connections at the relay. */
  TOO_MANY_FROM_PARTY(429),
  /** Another invocation of this party asked for the same peer and tag. */
  TAKEN_OVER(409),
  /** The relay is going down. */
  DRAINING(503),
  /** The relay refused with a code of a newer version. */
  REFUSED(502),
  /** The other end is another party of the user. */
  WRONG_PEER(502),
  /**
   * The peer means another session: the relay joined two wrongly, or another handler runs there.
   */
  WRONG_SESSION(502),
  /** The end-to-end TLS with the peer failed. */
  PEER_TLS(502),
  /** The connection to the peer broke while the handler ran. */
  PEER_LOST(502),
  /** The invocation's time was up before the handler had finished. */
  TIMEOUT(504),
  /** The instance is being stopped. */
  STOPPING(503),
  /** The handler threw an exception; the log has it. */
  HANDLER_FAILED(500);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The status of the answer where the caller speaks HTTP. */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Whether the same request may succeed later, because what failed was around it: the peer, the
   * relay, the secrets, the handler's own surroundings. Not so if the request is at fault, if a
   * policy forbids it, or if another invocation has taken it up.
   */
  public boolean mayPass() {
    return switch (this) {
      case BAD_INPUT,
          UNAUTHENTICATED,
          FORBIDDEN,
          UNKNOWN_HANDLER,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          TOO_BIG,
          UNSUPPORTED_MEDIA_TYPE,
          INVALID_REQUEST,
          NOT_ALLOWED,
          TAKEN_OVER ->
          false;
      case BAD_SECRETS,
          RELAY_UNREACHABLE,
          RELAY_TLS,
          PEER_TIMEOUT,
          TOO_MANY_FROM_PARTY,
          DRAINING,
          REFUSED,
          WRONG_PEER,
          WRONG_SESSION,
          PEER_TLS,
          PEER_LOST,
          TIMEOUT,
          STOPPING,
          HANDLER_FAILED ->
          true;
    };
  }

  /** The word in the answer, such as {@code peer_timeout}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same word for what the relay refused. */
  public static ErrorCode of(RefusalCode refusal) {
    return switch (refusal) {
      case INVALID_REQUEST -> INVALID_REQUEST;
      case NOT_ALLOWED -> NOT_ALLOWED;
      case TOO_MANY_FROM_PARTY -> TOO_MANY_FROM_PARTY;
      case TAKEN_OVER -> TAKEN_OVER;
      case PEER_TIMEOUT -> PEER_TIMEOUT;
      case DRAINING -> DRAINING;
      case UNKNOWN -> REFUSED;
    };
  }
}
