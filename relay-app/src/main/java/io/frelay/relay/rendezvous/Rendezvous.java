package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import java.util.function.Consumer;

/**
 * Table of the parties that wait for each other: at most one for each pairing key. Whoever gets a
 * waiter out of it is the only one who does. Safe for any thread.
 */
public interface Rendezvous {
  /**
   * A party comes: it meets its peer if that waits, and otherwise waits itself, in the place of its
   * own older waiter if there is one. On its loop.
   */
  void offer(Newcomer newcomer, Encounter encounter);

  /**
   * A party that cannot wait meets its peer if that waits, and takes nobody's place. On its loop.
   */
  void look(Newcomer newcomer, Encounter encounter);

  /** A waiter goes, if it still waits; on its loop. */
  void withdraw(Arrival waiter);

  /** Number of waiting parties. */
  int size();

  /** Shows all waiting parties; those that come or go meanwhile may be among them or not. */
  void forEach(Consumer<Arrival> look);

  /** Outcome of an offer or a look; on the newcomer's loop, mostly before that returns. */
  interface Encounter {
    /** The peer was there; nobody else can get hold of the two any more. */
    void meets(Arrival waiter, Newcomer newcomer);

    /**
     * The older one of two waiters of the same party waits no more: mostly the one that was there,
     * but the offered one if that comes back from a match that failed.
     */
    void outdated(Arrival waiter);

    /** Nobody was there for one that cannot wait. */
    void nobody(Arrival arrival);

    /** It waits no more: its peer waits at another relay, which is about to be asked for it. */
    void goesElsewhere(Arrival arrival);

    /** Its peer was no longer there; it waits again, or meets another. */
    void comesBack(Newcomer newcomer);
  }
}
