package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.limits.EvictionCandidates;
import io.frelay.relay.limits.KeyedCounter;
import java.util.Optional;

/**
 * Limits of connections after their request: by party, by user and in all. When all places are
 * taken, {@link EvictionCandidates} chooses a waiter that makes room; sessions are never ended for
 * it. Safe for any thread.
 */
final class PartyAdmission {
  private final int max;
  private final KeyedCounter<PartyId> byParty;
  private final KeyedCounter<String> byUser;
  private final EvictionCandidates<String, PartyId, Arrival> waiters = new EvictionCandidates<>();
  private int taken;

  PartyAdmission(ConnectionLimits limits) {
    this.max = limits.authenticated();
    this.byParty = new KeyedCounter<>(limits.perParty());
    this.byUser = new KeyedCounter<>(limits.perUser());
  }

  /**
   * Takes a place for a new arrival, given back when its socket closes: after a session it may keep
   * that for a while. May end another's wait.
   *
   * @return why there is no place; empty if there is
   */
  Optional<CloseReason> enter(Arrival arrival) {
    PartyId party = arrival.party();
    Optional<Arrival> evicted = Optional.empty();
    synchronized (this) {
      if (!byParty.tryAcquire(party)) {
        return Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
      }
      if (!byUser.tryAcquire(party.user())) {
        byParty.release(party);
        return Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
      }
      if (taken - waiters.leaving() >= max) {
        evicted = waiters.choose(party.user(), party);
        if (evicted.isEmpty()) {
          byParty.release(party);
          byUser.release(party.user());
          return Optional.of(CloseReason.TOO_MANY_CONNECTIONS);
        }
        evict(evicted.get());
      }
      taken++;
    }
    arrival.connection().onClose(reason -> waitsNoMore(arrival));
    arrival.connection().channel().closeFuture().addListener(closed -> leave(arrival));
    evicted.ifPresent(this::dismiss);
    return Optional.empty();
  }

  /** An arrival waits for its peer from now on. */
  synchronized void waits(Arrival arrival) {
    waiters.add(arrival.party().user(), arrival.party(), arrival);
  }

  /** It does so no more. */
  synchronized void waitsNoMore(Arrival arrival) {
    waiters.remove(arrival.party().user(), arrival.party(), arrival);
  }

  private void evict(Arrival arrival) {
    waiters.evict(arrival.party().user(), arrival.party(), arrival);
  }

  private synchronized void leave(Arrival arrival) {
    waitsNoMore(arrival);
    waiters.left(arrival);
    taken--;
    byParty.release(arrival.party());
    byUser.release(arrival.party().user());
  }

  private void dismiss(Arrival arrival) {
    arrival
        .connection()
        .execute(
            () -> {
              if (arrival.connection().stage() == Stage.WAITING) {
                arrival.connection().close(CloseReason.TOO_MANY_FROM_PARTY);
              } else {
                stays(arrival); // its peer came first
              }
            });
  }

  private synchronized void stays(Arrival arrival) {
    waiters.stays(arrival);
  }
}
