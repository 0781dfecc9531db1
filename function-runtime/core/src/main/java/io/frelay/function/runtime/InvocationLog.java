package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * One line in the log for each invocation: how it ended, and where its time went. Begins when it is
 * made.
 */
final class InvocationLog {
  private static final Logger LOG = Logger.getLogger(InvocationLog.class);

  private final long begun = System.nanoTime();
  private long resolved;
  private long connected;

  /** The secrets are there. */
  void resolved() {
    resolved = System.nanoTime();
  }

  /** The peers are there. */
  void connected() {
    connected = System.nanoTime();
  }

  void done(Session session) {
    long now = System.nanoTime();
    LOG.infof(
        "done in %d ms (secrets %d, peers %d, handler %d), peers %s, tag '%s'",
        millis(begun, now),
        millis(begun, resolved),
        millis(resolved, connected),
        millis(connected, now),
        session.peers(),
        printable(session.tag()));
  }

  /** The trace is worth a look only if the handler is at fault. */
  void failed(FunctionException failure) {
    LOG.warnf(
        failure.code() == ErrorCode.HANDLER_FAILED ? failure.getCause() : null,
        "%s after %d ms: %s",
        failure.code().wireName(),
        millis(begun, System.nanoTime()),
        printable(failure.getMessage()));
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }

  /** A tag is the caller's, and may hold line ends. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
