package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.protocol.Printable;
import org.jboss.logging.Logger;

/**
 * One line in the log for each invocation: how it ended, and where its time went. Begins when it is
 * made.
 */
final class InvocationLog extends TimedObservation {
  private static final Logger LOG = Logger.getLogger(InvocationLog.class);

  private final Invocation invocation;

  InvocationLog(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void ended(FunctionException failure) {
    if (failure != null) {
      failed(failure);
    } else if (!isWarmUp()) {
      done();
    }
  }

  private void done() {
    Phases.Lengths millis = millis();
    LOG.infof(
        "done in %d ms (secrets %d, peers %d, handler %d), peers %s, tag '%s'%s",
        millis.all(),
        millis.secrets(),
        millis.peers(),
        millis.handler(),
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
        millis().all(),
        printable(failure.getMessage()),
        which());
  }

  /** Names the handler, and the platform's request. */
  private String which() {
    String handler = invocation.handler();
    return (handler.isEmpty() ? "" : ", handler " + printable(handler))
        + invocation.requestId().map(id -> ", request " + id).orElse("");
  }

  /** A tag is the caller's, and may hold line ends. */
  private static String printable(String text) {
    return Printable.of(text);
  }
}
