package io.frelay.client;

/**
 * The relay could not be reached, or went away before it answered. Retried until the deadline, so
 * this means that it stayed away.
 */
public final class RelayUnreachableException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean worthVersion1AtOnce;

  RelayUnreachableException(String message, Throwable cause) {
    this(message, false, cause);
  }

  /**
   * @param worthVersion1AtOnce whether the relay closed without a word soon after a version 2
   *     request, as a strict version 1 relay does
   */
  RelayUnreachableException(String message, boolean worthVersion1AtOnce, Throwable cause) {
    super(message, cause);
    this.worthVersion1AtOnce = worthVersion1AtOnce;
  }

  @Override
  boolean isWorthAnotherAttemptAtOnce() {
    return worthVersion1AtOnce;
  }

  @Override
  boolean isWorthAnotherAttempt() {
    return true;
  }
}
