package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.protocol.Printable;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * One line in the log for each invocation: how it ended, and where its time went. Begins when it is
 * made.
 */
final class InvocationLog implements Observation {
  private static final Logger LOG = Logger.getLogger(InvocationLog.class);

  private final Invocation invocation;
  private final long begun = System.nanoTime();
  private long resolved;
  private long connected;
  private boolean isWarmUp;

  InvocationLog(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void resolved() {
    resolved = System.nanoTime();
  }

  @Override
  public void connected() {
    connected = System.nanoTime();
  }

  @Override
  public void warmed() {
    isWarmUp = true;
  }

  @Override
  public void ended(FunctionException failure) {
    if (failure != null) {
      failed(failure);
    } else if (!isWarmUp) {
      done();
    }
  }

  private void done() {
    long now = System.nanoTime();
    LOG.infof(
        "done in %d ms (secrets %d, peers %d, handler %d), peers %s, tag '%s'%s",
        millis(begun, now),
        millis(begun, resolved),
        millis(resolved, connected),
        millis(connected, now),
        invocation.peers(),
        printable(invocation.tag()),
        which());
  }

  /** The trace is worth a look only if the handler is at fault. */
  private void failed(FunctionException failure) {
    LOG.warnf(
        failure.code() == ErrorCode.HANDLER_FAILED ? failure.getCause() : null,
        "%s after %d ms: %s%s",
        failure.code().wireName(),
        millis(begun, System.nanoTime()),
        printable(failure.getMessage()),
        which());
  }

  /** Names the handler, and the platform's request. */
  private String which() {
    String handler = invocation.handler();
    return (handler.isEmpty() ? "" : ", handler " + printable(handler))
        + invocation.requestId().map(id -> ", request " + id).orElse("");
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }

  /** A tag is the caller's, and may hold line ends. */
  private static String printable(String text) {
    return Printable.of(text);
  }
}
