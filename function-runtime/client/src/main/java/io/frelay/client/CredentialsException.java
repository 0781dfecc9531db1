package io.frelay.client;

/** Certificates or keys are missing, unreadable, expired or do not belong together. */
public final class CredentialsException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public CredentialsException(String message, Throwable cause) {
    super(message, cause);
  }
}
