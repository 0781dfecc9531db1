package io.frelay.run;

/**
 * Something in the session file, the inputs or the environment that the caller can put right before
 * anything is called. The text names the file and the line, and never quotes a secret or an input.
 */
final class RunException extends Exception {
  private static final long serialVersionUID = 1L;

  RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
