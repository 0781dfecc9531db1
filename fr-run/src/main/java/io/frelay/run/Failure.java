package io.frelay.run;

/**
 * Why a call failed.
 *
 * @param code the function's error code, or a word of ours such as {@code http_404}
 * @param message for people; printable
 * @param outlook whether it helps to run the session again
 * @param safeToRetry the party's handler has not run, so the same call with the same tag is as good
 *     as the first
 */
record Failure(String code, String message, Outlook outlook, boolean safeToRetry) {
  private static final int LONGEST = 600;

  /** What can be done about it. The numbers are exit codes, those of a job (sysexits.h). */
  enum Outlook {
    /** The handler failed, or something that has no name. */
    UNKNOWN(1),
    /** The request or the input is wrong, and will be again. */
    WRONG_REQUEST(65),
    /** A party, the relay or the time: the same session may succeed later. */
    MAY_PASS(75),
    /** Secrets, permissions or a policy. */
    WRONG_SETUP(78);

    private final int exitCode;

    Outlook(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  Failure {
    // Others have written it: no escape sequence may reach the terminal.
    message = message.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    if (message.length() > LONGEST) {
      message = message.substring(0, LONGEST) + "...";
    }
    code = code.replaceAll("[^A-Za-z0-9_.-]", "?");
  }

  static Failure of(String code, String message, Outlook outlook) {
    return new Failure(code, message, outlook, false);
  }

  /** Whether it may be no more than a consequence of another party's failure. */
  boolean isAboutAPeer() {
    return code.equals("peer_lost") || code.equals("peer_timeout") || code.equals("peer_tls");
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
