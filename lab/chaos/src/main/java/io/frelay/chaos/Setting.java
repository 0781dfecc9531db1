package io.frelay.chaos;

import java.time.Duration;

/**
 * Relays, parties and proxies among which a fault is injected.
 *
 * @param relays how many; the parties try one after the other
 * @param proxied whether the parties reach the relay through proxies; else directly
 * @param people whose sessions there are
 * @param stampeders how many clients of the load generator there are besides
 * @param log what becomes of the relays' logs
 * @param clocks whether the processes have wall clocks that can be set
 * @param cluster whether the relays are one, with a Redis
 */
record Setting(
    int relays,
    boolean proxied,
    People people,
    int stampeders,
    Log log,
    boolean clocks,
    boolean cluster) {
  /** Number of sessions of a crowd that share two processes. */
  private static final int SHARING = 1250;

  /**
   * @param pairs of processes; each two have their sessions with each other
   * @param sessions at the same time, of each pair
   * @param reconnectTimeout of a lost connection
   * @param ping after so much silence, and so long the answer may take
   * @param quietMillis if not 0, sessions say little, since they are many, and pause so long at
   *     most
   */
  record People(
      int pairs, int sessions, Duration reconnectTimeout, Duration ping, int quietMillis) {}

  /** Destination of a relay's output. */
  enum Log {
    READ,
    /** With debug lines, until {@link Relays#stallLogs}. */
    LONG,
    /** Every write fails as on a full disk. */
    FULL
  }

  static Setting usual(int sessions) {
    People people = new People(1, sessions, Duration.ofSeconds(60), Duration.ofSeconds(2), 0);
    return new Setting(1, true, people, 0, Log.READ, false, false);
  }

  /** At least so many sessions, and a timeout that the CPU of so many handshakes fits in. */
  static Setting crowd(int sessions) {
    int pairs = (sessions + SHARING - 1) / SHARING;
    Duration reconnectTimeout = Duration.ofSeconds(60).plusMillis(60L * sessions);
    People people =
        new People(
            pairs,
            (sessions + pairs - 1) / pairs,
            reconnectTimeout,
            Duration.ofSeconds(20),
            4 * sessions);
    return new Setting(1, false, people, 0, Log.READ, false, false);
  }

  Setting withTwoRelays() {
    return new Setting(2, false, people, stampeders, log, clocks, false);
  }

  Setting withCluster() {
    return new Setting(3, false, people, stampeders, log, clocks, true);
  }

  Setting withStampeders(int clients) {
    return new Setting(1, false, people, clients, log, clocks, cluster);
  }

  Setting withLog(Log other) {
    return new Setting(relays, proxied, people, stampeders, other, clocks, cluster);
  }

  Setting withClocks() {
    return new Setting(relays, proxied, people, stampeders, log, true, cluster);
  }
}
