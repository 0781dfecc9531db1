package io.frelay.clientfunc;

import io.frelay.client.RelayAddress;
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

  /** The same line wherever we listen, for a person or for a script that had it take any port. */
  void listening(String host, int port) {
    say("listening on " + new RelayAddress(host, port));
  }

  /** One sentence, and with --debug where it came from. */
  void fail(Throwable failure) {
    fail(failure, "");
  }

  /**
   * @param more follows the failure's own words
   */
  void fail(Throwable failure, String more) {
    String message = failure.getMessage();
    say((message == null ? failure.toString() : message) + more);
    if (debug) {
      failure.printStackTrace(err);
    }
  }
}
