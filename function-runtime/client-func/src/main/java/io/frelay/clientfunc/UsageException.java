package io.frelay.clientfunc;

/** The command line or environment asks for something that cannot be: exit code 2. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
