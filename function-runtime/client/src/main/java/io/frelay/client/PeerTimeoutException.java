package io.frelay.client;

/** The relay was reached, but the peer did not come in time. Calling again waits again. */
public final class PeerTimeoutException extends FrelayException {
  private static final long serialVersionUID = 1L;

  PeerTimeoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
