package io.frelay.function.runtime.program;

/** The program failed; the message is for the caller. */
public final class ProgramException extends Exception {
  private static final long serialVersionUID = 1L;

  ProgramException(String message) {
    super(message);
  }

  ProgramException(String message, Throwable cause) {
    super(message, cause);
  }

  static ProgramException tooLong() {
    return new ProgramException(
        "the program wrote a line of more than %d bytes".formatted(ProgramProcess.LONGEST_ANSWER));
  }
}
