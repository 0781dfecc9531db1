package io.frelay.relay.rendezvous;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Waiting parties: at most one for each pairing key. Knows no network and no time. Safe for any
 * thread; whoever gets a waiter out of it is the only one who does.
 *
 * @param <W> a waiter; compared by identity
 */
public final class PairingTable<W> {
  /** Compared by identity, which is what makes replacing and removing one safe. */
  private static final class Entry<W> {
    final String party;
    final long arrived;
    final W waiter;

    Entry(String party, long arrived, W waiter) {
      this.party = party;
      this.arrived = arrived;
      this.waiter = waiter;
    }
  }

  private final ConcurrentHashMap<PairingKey, Entry<W>> waiting = new ConcurrentHashMap<>();

  /**
   * Result of an offer.
   *
   * @param peer the waiter to be joined with; then nobody waits any more
   * @param outdated of two waiters of the same party the older one, which waits no more: mostly the
   *     one that was there, but the offered one if that comes back from a match that failed
   */
  public record Outcome<W>(Optional<W> peer, Optional<W> outdated) {}

  /**
   * A party comes: it meets its peer if that waits, and otherwise waits itself, in the place of its
   * own older waiter if there is one.
   *
   * @param arrived when the party made its request, on the clock of {@link System#nanoTime}
   */
  public Outcome<W> offer(PairingKey key, String party, long arrived, W newcomer) {
    Entry<W> mine = new Entry<>(party, arrived, newcomer);
    while (true) {
      Entry<W> there = waiting.putIfAbsent(key, mine);
      if (there == null) {
        return new Outcome<>(Optional.empty(), Optional.empty());
      }
      if (there.party.equals(party)) {
        if (there.arrived - arrived > 0) {
          return new Outcome<>(Optional.empty(), Optional.of(newcomer));
        }
        if (waiting.replace(key, there, mine)) {
          return new Outcome<>(Optional.empty(), Optional.of(there.waiter));
        }
      } else if (waiting.remove(key, there)) {
        return new Outcome<>(Optional.of(there.waiter), Optional.empty());
      }
    }
  }

  /** A party that cannot wait meets its peer if that waits, and takes nobody's place. */
  public Optional<W> look(PairingKey key, String party) {
    while (true) {
      Entry<W> there = waiting.get(key);
      if (there == null || there.party.equals(party)) {
        return Optional.empty();
      }
      if (waiting.remove(key, there)) {
        return Optional.of(there.waiter);
      }
    }
  }

  /** A waiter goes; false if it was no longer waiting. */
  public boolean withdraw(PairingKey key, W waiter) {
    Entry<W> there = waiting.get(key);
    return there != null && there.waiter == waiter && waiting.remove(key, there);
  }

  public int size() {
    return waiting.size();
  }

  /** Shows all waiters; those that come or go meanwhile may be among them or not. */
  public void forEach(Consumer<W> look) {
    waiting.values().forEach(entry -> look.accept(entry.waiter));
  }
}
