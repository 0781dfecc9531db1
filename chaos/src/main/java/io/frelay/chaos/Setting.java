package io.frelay.chaos;

/**
 * What a fault is inflicted on.
 *
 * @param relays how many; the parties try one after the other
 * @param proxied whether the parties reach the relay through proxies; else directly
 * @param quiet whether sessions say little, since they are many
 * @param sessions at the same time
 * @param log what becomes of the relays' logs
 * @param clocks whether the processes have wall clocks that can be set
 */
record Setting(int relays, boolean proxied, boolean quiet, int sessions, Log log, boolean clocks) {
  /** What becomes of what a relay prints. */
  enum Log {
    READ,
    /** With debug lines, until {@link Relays#stallLogs}. */
    LONG,
    /** Every write fails as on a full disk. */
    FULL
  }

  static Setting usual(int sessions) {
    return new Setting(1, true, false, sessions, Log.READ, false);
  }

  Setting withLog(Log other) {
    return new Setting(relays, proxied, quiet, sessions, other, clocks);
  }

  Setting withClocks() {
    return new Setting(relays, proxied, quiet, sessions, log, true);
  }
}
