package io.frelay.function;

import io.frelay.protocol.RefusalCode;
import java.util.Locale;

/** Why an invocation failed: a closed set; the word is the same in the answer and in the log. */
public enum ErrorCode {
  /** The request is not what it should be, or the handler refuses its input. */
  BAD_INPUT(400, Outlook.FINAL),
  /** The caller has to say who it is, and has not, or not well. */
  UNAUTHENTICATED(401, Outlook.FINAL),
  /** The caller may not call the handler. */
  FORBIDDEN(403, Outlook.FINAL),
  /** The application has no handler of that name. */
  UNKNOWN_HANDLER(404, Outlook.FINAL),
  /** Over HTTP: nothing is at that path. */
  NOT_FOUND(404, Outlook.FINAL),
  /** Over HTTP: an invocation is a POST. */
  METHOD_NOT_ALLOWED(405, Outlook.FINAL),
  /** Over HTTP: the body is longer than the function takes. */
  TOO_BIG(413, Outlook.FINAL),
  /** Over HTTP: the body is said to be something else than JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, Outlook.FINAL),
  /** The party's secrets are missing, damaged, expired or do not belong together. */
  BAD_SECRETS(500, Outlook.PASSING),
  /** The relay could not be reached in time. */
  RELAY_UNREACHABLE(503, Outlook.PASSING),
  /** The relay or this party failed to prove who it is to the other. */
  RELAY_TLS(502, Outlook.PASSING),
  /** The peer did not come in time. */
  PEER_TIMEOUT(504, Outlook.PASSING),
  /**
   * The relay's policy does not let the two meet, or the function's owner does not let callers
   * choose so.
   */
  NOT_ALLOWED(403, Outlook.FINAL),
  /** The relay refuses the request as such. */
  INVALID_REQUEST(400, Outlook.FINAL),
  /** This party has too many connections at the relay. */
  TOO_MANY_FROM_PARTY(429, Outlook.PASSING),
  /** Another invocation of this party asked for the same peer and tag. */
  TAKEN_OVER(409, Outlook.FINAL),
  /** The relay is going down. */
  DRAINING(503, Outlook.PASSING),
  /** The relay refused with a code of a newer version. */
  REFUSED(502, Outlook.PASSING),
  /** The other end is another party of the user. */
  WRONG_PEER(502, Outlook.PASSING),
  /**
   * The peer means another session: the relay joined two wrongly, or another handler runs there.
   */
  WRONG_SESSION(502, Outlook.PASSING),
  /** The end-to-end TLS with the peer failed. */
  PEER_TLS(502, Outlook.PASSING),
  /** The connection to the peer broke while the handler ran. */
  PEER_LOST(502, Outlook.PASSING),
  /** The invocation's time was up before the handler had finished. */
  TIMEOUT(504, Outlook.PASSING),
  /** The instance is being stopped. */
  STOPPING(503, Outlook.PASSING),
  /** The handler threw an exception; the log has it. */
  HANDLER_FAILED(500, Outlook.PASSING);

  private enum Outlook {
    FINAL,
    PASSING
  }

  private final int httpStatus;
  private final Outlook outlook;

  ErrorCode(int httpStatus, Outlook outlook) {
    this.httpStatus = httpStatus;
    this.outlook = outlook;
  }

  /** The status of the answer where the caller speaks HTTP. */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Returns whether the same request may succeed later, because what failed was around it: the
   * peer, the relay, the secrets, the handler's own surroundings. Not so if the request is at
   * fault, if a policy forbids it, or if another invocation has taken it up.
   */
  public boolean mayPass() {
    return outlook == Outlook.PASSING;
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
