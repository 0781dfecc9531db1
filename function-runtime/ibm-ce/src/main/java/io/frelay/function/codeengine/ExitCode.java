package io.frelay.function.codeengine;

import io.frelay.function.ErrorCode;

/**
 * Exit codes of a job, in the numbers of sysexits.h. Code Engine starts an instance again after any
 * but 0, up to the job's retry limit: the number tells people whether that can help.
 */
enum ExitCode {
  /** The output is on stdout. */
  DONE(0),
  /** The handler failed; the log says why. */
  FAILED(1),
  /** The request is wrong; it will be again (EX_DATAERR). */
  BAD_REQUEST(65),
  /** The relay or a peer was not there, or not in time; a retry may help (EX_TEMPFAIL). */
  PASSING(75),
  /** Secrets, certificates or the relay's policy are wrong (EX_CONFIG). */
  BAD_DEPLOYMENT(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static ExitCode of(ErrorCode error) {
    return switch (error) {
      case HANDLER_FAILED -> FAILED;
      case BAD_INPUT,
          UNAUTHENTICATED,
          FORBIDDEN,
          UNKNOWN_HANDLER,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          TOO_BIG,
          UNSUPPORTED_MEDIA_TYPE,
          INVALID_REQUEST ->
          BAD_REQUEST;
      case RELAY_UNREACHABLE,
          PEER_TIMEOUT,
          TOO_MANY_FROM_PARTY,
          TAKEN_OVER,
          DRAINING,
          PEER_LOST,
          TIMEOUT,
          STOPPING ->
          PASSING;
      case BAD_SECRETS, RELAY_TLS, NOT_ALLOWED, REFUSED, WRONG_PEER, WRONG_SESSION, PEER_TLS ->
          BAD_DEPLOYMENT;
    };
  }
}
