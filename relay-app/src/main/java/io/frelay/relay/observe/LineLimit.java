package io.frelay.relay.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * How many lines a second there may be about each party, and about all strangers together, so that
 * nobody fills the disk. What was left out is counted, and said with the first line of a later
 * second. Safe for any thread.
 */
final class LineLimit {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_LINES_PER_SECOND = 20;

  /** LogSubject a line is about: "" and "" for all strangers. */
  private record LogSubject(Object user, Object party) {
    private static final LogSubject STRANGER = new LogSubject("", "");

    @Override
    public String toString() {
      return equals(STRANGER)
          ? "connections that had not authenticated"
          : "party %s of user '%s'".formatted(party, user);
    }
  }

  /** Lines of this second by whom they are about; those with lines are few, and soon forgotten. */
  private final Map<LogSubject, Integer> lines = new HashMap<>();

  private long secondStarted = System.nanoTime();

  /** Whether there may be one more about a party, or a stranger; it is then counted. */
  synchronized boolean mayLog(Optional<Object> user, Optional<Object> party) {
    long now = System.nanoTime();
    if (now - secondStarted > SECOND) {
      secondStarted = now;
      sayWhatWasLeftOut();
      lines.clear();
    }
    LogSubject whom =
        party.isEmpty() ? LogSubject.STRANGER : new LogSubject(user.orElse(""), party.get());
    return lines.merge(whom, 1, Integer::sum) <= MAX_LINES_PER_SECOND;
  }

  private void sayWhatWasLeftOut() {
    lines.forEach(
        (whom, count) -> {
          if (count > MAX_LINES_PER_SECOND) {
            LOG.infof("%d more lines about %s were left out", count - MAX_LINES_PER_SECOND, whom);
          }
        });
  }
}
