package io.frelay.client;

/**
 * The outer TLS failed: the relay's certificate is not acceptable, it does not accept ours, or what
 * answers is no relay. Not retried.
 */
public final class RelayTlsException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public RelayTlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
