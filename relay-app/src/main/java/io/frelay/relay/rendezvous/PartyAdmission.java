package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.limits.EvictionCandidates;
import io.frelay.relay.limits.KeyedCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits of authenticated connections, prepared ones and those that have made their request: by
 * party, by user and in all. When a limit is reached, a prepared connection makes room for a
 * request. When all places are taken and there is none, {@link EvictionCandidates} chooses a waiter
 * that makes room; sessions are never ended for it. Safe for any thread.
 */
final class PartyAdmission {
  /** A prepared connection's place. */
  private static final class Place {
    private final PartyId party;

    /** True while it counts for its party and user: not while it is about to go. */
    private boolean counts = true;

    Place(PartyId party) {
      this.party = party;
    }
  }

  private final int max;
  private final KeyedCounter<PartyId> byParty;
  private final KeyedCounter<String> byUser;
  private final EvictionCandidates<String, PartyId, Arrival> waiters = new EvictionCandidates<>();
  private final EvictionCandidates<String, PartyId, Connection> prepared =
      new EvictionCandidates<>();

  /** Places of connections that are prepared, or were until their request. */
  private final Map<Connection, Place> places = new HashMap<>();

  private int taken;

  PartyAdmission(ConnectionLimits limits) {
    this.max = limits.authenticated();
    this.byParty = new KeyedCounter<>(limits.perParty());
    this.byUser = new KeyedCounter<>(limits.perUser());
  }

  /**
   * Takes a place for a prepared connection, which is given back when its socket closes. May end
   * another prepared one, of a user or a party that has more of them.
   *
   * @return false if there is none
   */
  boolean prepare(PartyId party, Connection connection) {
    Optional<Connection> evicted = Optional.empty();
    synchronized (this) {
      if (!tryAcquire(party)) {
        return false;
      }
      if (isFull()) {
        evicted = prepared.choose(party.user(), party);
        if (evicted.isEmpty()) {
          release(party);
          return false;
        }
        giveUp(evicted.get());
      }
      taken++;
      places.put(connection, new Place(party));
      prepared.add(party.user(), party, connection);
    }
    connection.channel().closeFuture().addListener(closed -> leave(connection));
    evicted.ifPresent(each -> each.crowdOut(() -> stays(each)));
    return true;
  }

  /** Number of prepared connections. */
  synchronized int prepared() {
    return prepared.size();
  }

  /**
   * Takes a place for a new arrival, or leaves it the one that it has as a prepared connection. It
   * is given back when its socket closes: after a session it may keep that for a while. May end a
   * prepared connection, or another's wait.
   *
   * @return why there is no place; empty if there is
   */
  Optional<CloseReason> enter(Arrival arrival) {
    PartyId party = arrival.party();
    List<Connection> crowdedOut = new ArrayList<>(1);
    Optional<Arrival> evicted = Optional.empty();
    boolean isNew;
    synchronized (this) {
      isNew = !places.containsKey(arrival.connection());
      if (isNew) {
        if (!acquire(party, crowdedOut)) {
          return Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
        }
        if (isFull() && crowdedOut.isEmpty()) {
          evicted = makeRoom(party, crowdedOut);
          if (crowdedOut.isEmpty() && evicted.isEmpty()) {
            release(party);
            return Optional.of(CloseReason.TOO_MANY_CONNECTIONS);
          }
        }
        taken++;
      } else {
        prepared.remove(party.user(), party, arrival.connection());
      }
    }
    arrival.connection().onClose(reason -> waitsNoMore(arrival));
    arrival.connection().channel().closeFuture().addListener(closed -> leave(arrival, isNew));
    crowdedOut.forEach(each -> each.crowdOut(() -> stays(each)));
    evicted.ifPresent(this::dismiss);
    return Optional.empty();
  }

  /** Evicts a prepared connection; where there is none, the waiter that it returns, if any. */
  private Optional<Arrival> makeRoom(PartyId party, List<Connection> crowdedOut) {
    Optional<Connection> first = prepared.first();
    if (first.isPresent()) {
      crowdedOut.add(first.get());
      giveUp(first.get());
      return Optional.empty();
    }
    Optional<Arrival> evicted = waiters.choose(party.user(), party);
    evicted.ifPresent(this::evict);
    return evicted;
  }

  /** An arrival waits for its peer from now on. */
  synchronized void waits(Arrival arrival) {
    waiters.add(arrival.party().user(), arrival.party(), arrival);
  }

  /** It does so no more. */
  synchronized void waitsNoMore(Arrival arrival) {
    waiters.remove(arrival.party().user(), arrival.party(), arrival);
  }

  private boolean isFull() {
    return taken - waiters.leaving() - prepared.leaving() >= max;
  }

  private boolean tryAcquire(PartyId party) {
    if (!byParty.tryAcquire(party)) {
      return false;
    }
    if (!byUser.tryAcquire(party.user())) {
      byParty.release(party);
      return false;
    }
    return true;
  }

  /** Counts one more for a party and its user, in the place of a prepared one if need be. */
  private boolean acquire(PartyId party, List<Connection> crowdedOut) {
    if (tryAcquire(party)) {
      return true;
    }
    Optional<Connection> makesRoom = prepared.firstOf(party.user(), party);
    if (makesRoom.isEmpty() && byParty.tryAcquire(party)) {
      byParty.release(party); // so it is the user that has too many
      makesRoom = prepared.firstOf(party.user());
    }
    if (makesRoom.isPresent()) {
      crowdedOut.add(makesRoom.get());
      giveUp(makesRoom.get());
      byParty.acquire(party);
      byUser.acquire(party.user());
    }
    return makesRoom.isPresent();
  }

  private void release(PartyId party) {
    byParty.release(party);
    byUser.release(party.user());
  }

  private void evict(Arrival arrival) {
    waiters.evict(arrival.party().user(), arrival.party(), arrival);
  }

  /** A prepared connection is about to go: what it counts for is free at once. */
  private void giveUp(Connection connection) {
    Place place = places.get(connection);
    prepared.evict(place.party.user(), place.party, connection);
    place.counts = false;
    release(place.party);
  }

  private synchronized void leave(Connection connection) {
    Place place = places.remove(connection);
    prepared.remove(place.party.user(), place.party, connection);
    prepared.left(connection);
    taken--;
    if (place.counts) {
      release(place.party);
    }
  }

  private synchronized void leave(Arrival arrival, boolean hasOwnPlace) {
    waitsNoMore(arrival);
    waiters.left(arrival);
    if (hasOwnPlace) {
      taken--;
      release(arrival.party());
    }
  }

  private synchronized void stays(Connection connection) {
    prepared.stays(connection);
    Place place = places.get(connection);
    if (place != null && !place.counts) {
      place.counts = true;
      byParty.acquire(place.party);
      byUser.acquire(place.party.user());
    }
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
