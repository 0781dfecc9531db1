package io.frelay.client;

/**
 * The relay could not be reached, or went away before it answered. Retried until the deadline, so
 * this means that it stayed away.
 */
public final class RelayUnreachableException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean requestSent;

  RelayUnreachableException(String message, Throwable cause) {
    this(message, false, cause);
  }

  RelayUnreachableException(String message, boolean requestSent, Throwable cause) {
    super(message, cause);
    this.requestSent = requestSent;
  }

  /**
   * Whether the relay had the request and closed without a word: a strict version 1 relay does so
   * on a version 2 request.
   */
  boolean requestSent() {
    return requestSent;
  }

  @Override
  boolean isWorthAnotherAttempt() {
    return true;
  }
}
