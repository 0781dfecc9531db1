package io.frelay.relay.memory;

/** Trend of the number of connections, sampled at intervals. Not safe for threads. */
final class ConnectionTrend {
  /** Smallest change, in connections, that counts. */
  private static final int WORTH = 1_000;

  /**
   * Samples between two LOW at the least: a client that opens and closes connections must not make
   * the relay collect garbage all the time.
   */
  static final int REST = 12;

  private int rested = REST;
  private int most;
  private int before;

  /** Change since the last sample that matters for memory. */
  enum Change {
    NONE,
    /** At least 1,000 connections have come or gone. */
    MOVED,
    /** A quarter of the peak, or less, is left. */
    LOW
  }

  Change look(int now) {
    most = Math.max(most, now);
    rested = Math.min(rested + 1, REST);
    if (rested == REST && most - now >= WORTH && now <= most / 4) {
      rested = 0;
      most = now;
      before = now;
      return Change.LOW;
    }
    if (Math.abs(now - before) >= WORTH) {
      before = now;
      return Change.MOVED;
    }
    return Change.NONE;
  }
}
