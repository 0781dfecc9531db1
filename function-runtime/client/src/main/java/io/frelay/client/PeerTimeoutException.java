package io.frelay.client;

/** The relay was reached, but the peer did not come in time. Calling again waits again. */
public final class PeerTimeoutException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean elsewhere;

  public PeerTimeoutException(String message, Throwable cause) {
    this(message, false, cause);
  }

  /**
   * @param elsewhere whether the peer may be found at another relay
   */
  public PeerTimeoutException(String message, boolean elsewhere, Throwable cause) {
    super(message, cause);
    this.elsewhere = elsewhere;
  }

  @Override
  public boolean isRetryable() {
    return elsewhere;
  }
}
