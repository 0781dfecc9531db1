package io.frelay.relay.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Waiters of this relay that go. Those that go at about the same time share a command. Safe for any
 * thread.
 */
final class LeavingWaiters {
  /** Waiters that one command takes out. */
  private static final int MAX_IN_COMMAND = 200;

  private record Waiter(String key, long id) {}

  private final RedisLink link;
  private final String relay;
  private final List<Waiter> leaving = new ArrayList<>(); // guarded by itself, as the next
  private boolean telling;

  LeavingWaiters(RedisLink link, String relay) {
    this.link = link;
    this.relay = relay;
  }

  /**
   * Has Redis forget one.
   *
   * @param key of its entry
   * @param id its number at this relay
   */
  void add(String key, long id) {
    synchronized (leaving) {
      leaving.add(new Waiter(key, id));
      if (telling) {
        return;
      }
      telling = true;
    }
    tellNext();
  }

  /** Redis is lost, and with it their entries, or with the lease at the latest. */
  void clear() {
    synchronized (leaving) {
      leaving.clear();
    }
  }

  private void tellNext() {
    List<String> keys = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of(relay));
    synchronized (leaving) {
      List<Waiter> next = leaving.subList(0, Math.min(leaving.size(), MAX_IN_COMMAND));
      for (Waiter each : next) {
        keys.add(each.key());
        arguments.add(Long.toString(each.id()));
      }
      next.clear();
      if (keys.isEmpty()) {
        telling = false;
        return;
      }
    }
    link.run(RegistryScript.LEAVE, keys, arguments).onComplete(done -> tellNext());
  }
}
