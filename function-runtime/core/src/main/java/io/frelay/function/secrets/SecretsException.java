package io.frelay.function.secrets;

/** Secrets are missing or of no use. The message names them and what to do, never their content. */
public final class SecretsException extends Exception {
  private static final long serialVersionUID = 1L;

  SecretsException(String message) {
    super(message);
  }

  SecretsException(String message, Throwable cause) {
    super(message, cause);
  }
}
