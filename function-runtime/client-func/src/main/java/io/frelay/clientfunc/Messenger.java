package io.frelay.clientfunc;

import io.frelay.client.RelayAddress;
import java.io.PrintStream;
import java.net.InetSocketAddress;

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
  void listening(String where) {
    say("listening on " + where);
  }

  /** An address and its port, as they are written on a command line. */
  static String text(InetSocketAddress address) {
    return new RelayAddress(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  /** One sentence, and with --debug where it came from. */
  void fail(Throwable failure) {
    String message = failure.getMessage();
    fail(message == null ? failure.toString() : message, failure);
  }

  /** The same in other words than the failure's own. */
  void fail(String sentence, Throwable failure) {
    say(sentence);
    if (debug) {
      failure.printStackTrace(err);
    }
  }
}
