package io.frelay.relay.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Limit of log lines per second about each party, and about all unauthenticated connections
 * together, so that nobody fills the disk. Lines left out are counted, and reported with the first
 * line of a later second. Safe for any thread.
 */
final class LineLimit {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_LINES_PER_SECOND = 20;

  /** Subject of a line: "" and "" for all unauthenticated connections. */
  private record LogSubject(Object user, Object party) {
    private static final LogSubject UNAUTHENTICATED = new LogSubject("", "");

    @Override
    public String toString() {
      return equals(UNAUTHENTICATED)
          ? "connections that had not authenticated"
          : "party %s of user '%s'".formatted(party, user);
    }
  }

  /** Number of lines in this second by subject. */
  private final Map<LogSubject, Integer> lines = new HashMap<>();

  private long secondStarted = System.nanoTime();

  /**
   * Counts one more line about a party, or an unauthenticated connection; false if it is too many.
   */
  synchronized boolean mayLog(Optional<Object> user, Optional<Object> party) {
    long now = System.nanoTime();
    if (now - secondStarted > SECOND) {
      secondStarted = now;
      sayWhatWasLeftOut();
      lines.clear();
    }
    LogSubject subject =
        party.isEmpty() ? LogSubject.UNAUTHENTICATED : new LogSubject(user.orElse(""), party.get());
    return lines.merge(subject, 1, Integer::sum) <= MAX_LINES_PER_SECOND;
  }

  private void sayWhatWasLeftOut() {
    lines.forEach(
        (subject, count) -> {
          if (count > MAX_LINES_PER_SECOND) {
            LOG.infof(
                "%d more lines about %s were left out", count - MAX_LINES_PER_SECOND, subject);
          }
        });
  }
}
