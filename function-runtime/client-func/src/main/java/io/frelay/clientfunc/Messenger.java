package io.frelay.clientfunc;

import java.io.PrintStream;

/** Speaks to the person at the terminal, on stderr. Safe for use by several threads. */
final class Messenger {
  private static final String PREFIX = "client_func: ";

  private final PrintStream err;
  private final boolean debug;

  Messenger(PrintStream err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  void say(String sentence) {
    err.println(PREFIX + sentence);
    err.flush();
  }

  /** One sentence, and with --debug where it came from. */
  void fail(Throwable failure) {
    String message = failure.getMessage();
    say(message == null ? failure.toString() : message);
    if (debug) {
      failure.printStackTrace(err);
    }
  }
}
