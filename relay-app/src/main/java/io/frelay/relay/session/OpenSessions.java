package io.frelay.relay.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Sessions that are open, by numbers that count from the start. Safe for any thread. */
public final class OpenSessions {
  private final boolean watched;
  private final Map<Long, RelaySession> sessions = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /**
   * @param watched whether anybody wants to look; else none is kept
   */
  public OpenSessions(boolean watched) {
    this.watched = watched;
  }

  /** Keeps one until its connections close. */
  void add(RelaySession session) {
    if (watched) {
      long number = last.incrementAndGet();
      sessions.put(number, session);
      session.waiter().connection().onClose(reason -> sessions.remove(number));
    }
  }

  /** Shows all; those that come or go meanwhile may be among them or not. */
  public void forEach(BiConsumer<Long, RelaySession> look) {
    sessions.forEach(look);
  }
}
