package io.frelay.client;

/**
 * The relay could not be reached, or went away before it answered. Retried until the deadline, so
 * this means that it stayed away.
 */
public final class RelayUnreachableException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public RelayUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
