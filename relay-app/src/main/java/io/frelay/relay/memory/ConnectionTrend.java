package io.frelay.relay.memory;

/** What the number of connections does, told by looking at it now and then. One thread's. */
final class ConnectionTrend {
  /** Fewer connections than these are not worth the trouble. */
  private static final int WORTH = 1_000;

  /**
   * Looks from one ebb to the next: whoever makes connections come and go must not have the relay
   * collect garbage all the time.
   */
  static final int REST = 12;

  private int rested = REST;
  private int most;
  private int before;

  /** What is to be done about memory. */
  enum Change {
    NONE,
    /** Many have come or gone. */
    MOVED,
    /** No more than a quarter is left of those that were there at the same time. */
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
