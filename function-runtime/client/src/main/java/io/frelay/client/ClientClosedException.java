package io.frelay.client;

/** The client was closed before or while it connected. */
public final class ClientClosedException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public ClientClosedException(Throwable cause) {
    super("the client was closed", cause);
  }
}
