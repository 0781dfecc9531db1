package io.frelay.relay;

/** The relay cannot start; the message is one sentence that says why and what to do. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
