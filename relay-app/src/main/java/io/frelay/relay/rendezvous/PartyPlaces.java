package io.frelay.relay.rendezvous;

import io.frelay.relay.accept.Crowd;
import io.frelay.relay.accept.KeyedCounter;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Party;
import io.frelay.relay.config.Places;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The places of those that have made their request: bounded by party, by user and in all. When all
 * are taken, a newcomer gets that of the oldest waiter of the party that has the most, of the user
 * that has the most, unless that is the newcomer's own; sessions are never ended for it. Safe for
 * any thread.
 */
final class PartyPlaces {
  /** Waiters that have been told to go and are not gone yet. */
  private static final int MOST_LEAVING = 32;

  private final int most;
  private final KeyedCounter<Party> byParty;
  private final KeyedCounter<String> byUser;
  private final Map<String, Crowd<Party, Arrival>> waiters = new HashMap<>();
  private final Set<Arrival> leaving = new HashSet<>();
  private int taken;

  PartyPlaces(Places places) {
    this.most = places.authenticated();
    this.byParty = new KeyedCounter<>(places.perParty());
    this.byUser = new KeyedCounter<>(places.perUser());
  }

  /**
   * Takes a place for a new arrival, given back when its socket closes: after a session it may keep
   * that for a while. May end another's wait.
   *
   * @return why there is no place; empty if there is
   */
  Optional<CloseReason> enter(Arrival arrival) {
    Party party = arrival.party();
    Optional<Arrival> evicted = Optional.empty();
    synchronized (this) {
      if (!byParty.tryAcquire(party)) {
        return Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
      }
      if (!byUser.tryAcquire(party.user())) {
        byParty.release(party);
        return Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
      }
      if (taken - leaving.size() >= most) {
        evicted = leaving.size() < MOST_LEAVING ? busiest(party) : Optional.empty();
        if (evicted.isEmpty()) {
          byParty.release(party);
          byUser.release(party.user());
          return Optional.of(CloseReason.TOO_MANY_CONNECTIONS);
        }
        waitsNoMore(evicted.get());
        leaving.add(evicted.get());
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
    waiters
        .computeIfAbsent(arrival.party().user(), none -> new Crowd<>())
        .add(arrival.party(), arrival);
  }

  /** It does so no more. */
  synchronized void waitsNoMore(Arrival arrival) {
    Crowd<Party, Arrival> ofUser = waiters.get(arrival.party().user());
    if (ofUser != null) {
      ofUser.remove(arrival.party(), arrival);
      if (ofUser.size() == 0) {
        waiters.remove(arrival.party().user());
      }
    }
  }

  private synchronized void leave(Arrival arrival) {
    waitsNoMore(arrival);
    leaving.remove(arrival);
    taken--;
    byParty.release(arrival.party());
    byUser.release(arrival.party().user());
  }

  private void dismiss(Arrival arrival) {
    arrival
        .connection()
        .loop()
        .execute(
            () -> {
              if (arrival.connection().stage() == Stage.WAITING) {
                arrival.connection().close(CloseReason.TOO_MANY_FROM_PARTY);
              } else {
                remains(arrival); // its peer came first
              }
            });
  }

  private synchronized void remains(Arrival arrival) {
    leaving.remove(arrival);
  }

  private Optional<Arrival> busiest(Party newcomer) {
    Crowd<Party, Arrival> none = new Crowd<>();
    Crowd<Party, Arrival> own = waiters.getOrDefault(newcomer.user(), none);
    Crowd<Party, Arrival> largest =
        waiters.values().stream().max(Comparator.comparingInt(Crowd::size)).orElse(none);
    if (largest.size() > own.size()) {
      return largest.largest().flatMap(largest::oldest);
    }
    return own.largest().filter(party -> own.size(party) > own.size(newcomer)).flatMap(own::oldest);
  }
}
