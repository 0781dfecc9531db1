package io.frelay.function;

/** A handler refuses its input. The message goes to the caller, so it must hold nothing secret. */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
