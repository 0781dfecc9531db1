package io.frelay.relay.cluster;

import io.frelay.relay.connection.Connection;
import io.frelay.relay.rendezvous.PairingTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The parties that wait at this relay, by whom they want to meet, by number and by connection.
 * Whoever takes one out is the only one who has it. Knows no registry and no time. Safe for any
 * thread, but for {@link #next}.
 */
final class LocalWaiters {
  private final PairingTable<Waiter> table = new PairingTable<>();
  private final Map<Long, Waiter> byId = new ConcurrentHashMap<>();
  private final Map<Connection, Waiter> byConnection = new ConcurrentHashMap<>();
  private Iterator<Waiter> round = byId.values().iterator();

  /** As {@link PairingTable#offer}; those of the outcome are out. */
  PairingTable.Outcome<Waiter> offer(Waiter newcomer) {
    byId.put(newcomer.id(), newcomer); // before anybody can take it out
    byConnection.put(newcomer.connection(), newcomer);
    PairingTable.Outcome<Waiter> outcome =
        table.offer(
            newcomer.key(),
            newcomer.arrival().party().name(),
            newcomer.arrival().arrivedNanos(),
            newcomer);
    outcome.outdated().ifPresent(this::forget);
    outcome
        .peer()
        .ifPresent(
            peer -> {
              forget(peer);
              forget(newcomer);
            });
    return outcome;
  }

  /** The peer of one that cannot wait, taken out. */
  Optional<Waiter> look(Waiter looking) {
    Optional<Waiter> peer = table.look(looking.key(), looking.arrival().party().name());
    peer.ifPresent(this::forget);
    return peer;
  }

  /** Takes a waiter out; false if it was no longer to be had. */
  boolean take(Waiter waiter) {
    if (!table.withdraw(waiter.key(), waiter)) {
      return false;
    }
    forget(waiter);
    return true;
  }

  private void forget(Waiter waiter) {
    byId.remove(waiter.id(), waiter);
    byConnection.remove(waiter.connection(), waiter);
  }

  /** The waiter of this number; empty if it is out. */
  Optional<Waiter> of(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The waiter of this connection; empty if it is out. */
  Optional<Waiter> of(Connection connection) {
    return Optional.ofNullable(byConnection.get(connection));
  }

  int size() {
    return table.size();
  }

  /** Shows all; those that come or go meanwhile may be among them or not. */
  void forEach(Consumer<Waiter> look) {
    table.forEach(look);
  }

  /**
   * The next few of an endless round over all; fewer where one round ends. For one thread.
   *
   * @param max waiters at most
   */
  List<Waiter> next(int max) {
    List<Waiter> next = new ArrayList<>();
    while (next.size() < max && round.hasNext()) {
      next.add(round.next());
    }
    if (!round.hasNext()) {
      round = byId.values().iterator();
    }
    return next;
  }
}
