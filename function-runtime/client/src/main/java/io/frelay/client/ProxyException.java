package io.frelay.client;

/** The proxy on the way to the relay cannot be reached, or does not connect to the relay. */
public final class ProxyException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public ProxyException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }
}
