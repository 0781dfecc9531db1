package io.frelay.client.internal.dial;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * State that the clients of one process share while they connect. Safe for use by several threads.
 */
public final class DialState {
  private final ReconnectPermit.Queue permits = new ReconnectPermit.Queue();
  private final RelayVersions versions = new RelayVersions();
  private final PreparedConnections prepared = new PreparedConnections();

  /** Calls that wait for a peer, counted by user, party, peer and tag. */
  private final Map<List<String>, Integer> waiting = new ConcurrentHashMap<>();

  ReconnectPermit.Queue permits() {
    return permits;
  }

  RelayVersions versions() {
    return versions;
  }

  /** Those that stand ready for the next sessions. */
  public PreparedConnections prepared() {
    return prepared;
  }

  void beginWaiting(List<String> key) {
    waiting.merge(key, 1, Integer::sum);
  }

  void endWaiting(List<String> key) {
    waiting.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  boolean isWaiting(List<String> key) {
    return waiting.containsKey(key);
  }
}
