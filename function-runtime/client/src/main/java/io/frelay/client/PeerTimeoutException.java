package io.frelay.client;

/** The relay was reached, but the peer did not come in time. Calling again waits again. */
public final class PeerTimeoutException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean elsewhere;

  PeerTimeoutException(String message, Throwable cause) {
    this(message, false, cause);
  }

  /**
   * @param elsewhere whether the peer may be found at another relay
   */
  PeerTimeoutException(String message, boolean elsewhere, Throwable cause) {
    super(message, cause);
    this.elsewhere = elsewhere;
  }

  @Override
  boolean isWorthAnotherAttempt() {
    return elsewhere;
  }
}
