package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.rendezvous.PairingKey;
import io.frelay.relay.rendezvous.PairingTable;
import io.frelay.relay.rendezvous.Rendezvous;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The rendezvous of several relays. Two parties of this relay meet in its own table, as without a
 * cluster. Whoever finds nobody there waits in the table, and asks the registry, which enters it or
 * says where its peer waits. Then it leaves the table, and that relay is asked for the peer over
 * the trunk.
 *
 * <p>Nothing but the table decides whether a waiter is still to be had; who takes it out has it. An
 * entry of the registry that is wrong, old or lost costs time: at each beat some waiters are
 * entered again, and all if Redis may have forgotten them.
 */
final class ClusterRendezvous implements Rendezvous, Heartbeat.Listener {
  /** Time for the registry, and for a relay that it names, where the party itself has none. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Waiters that are entered again at one beat, if they were not entered, or just to be sure. */
  private static final int MOST_ENTERED = 2000;

  private static final int MOST_CONFIRMED = 100;

  private final RedisRegistry registry;
  private final Trunk trunk;
  private final PairingTable<Waiter> table = new PairingTable<>();
  private final Map<Long, Waiter> byId = new ConcurrentHashMap<>();
  private final Map<Connection, Waiter> byConnection = new ConcurrentHashMap<>();
  private final Set<Connection> counted = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private Iterator<Waiter> toConfirm = byId.values().iterator();

  ClusterRendezvous(RedisRegistry registry, Trunk trunk) {
    this.registry = registry;
    this.trunk = trunk;
  }

  @Override
  public void offer(Newcomer newcomer, Encounter encounter) {
    count(newcomer.arrival());
    Waiter mine = new Waiter(ids.incrementAndGet(), newcomer, encounter);
    remember(mine);
    PairingTable.Outcome<Waiter> outcome =
        table.offer(mine.key(), mine.arrival().party().name(), mine.arrival().arrivedNanos(), mine);
    outcome
        .outdated()
        .ifPresent(
            stale -> {
              forget(stale); // the newer one takes its place in the registry as well
              encounter.outdated(stale.arrival());
            });
    if (outcome.peer().isPresent()) {
      forget(mine);
      meetHere(outcome.peer().get(), newcomer, encounter);
    } else if (outcome.outdated().filter(stale -> stale == mine).isEmpty()) {
      enter(mine);
    }
  }

  @Override
  public void look(Newcomer newcomer, Encounter encounter) {
    Arrival arrival = newcomer.arrival();
    count(arrival);
    Waiter looking = new Waiter(ids.incrementAndGet(), newcomer, encounter);
    Optional<Waiter> here = table.look(looking.key(), arrival.party().name());
    if (here.isPresent()) {
      meetHere(here.get(), newcomer, encounter);
    } else if (!registry.standing().isUp()
        || !arrival.connection().enter(Stage.WAITING, LOOK, CloseReason.PEER_TIMEOUT)) {
      encounter.nobody(arrival);
    } else {
      registry
          .arrive(arrival, looking.id(), true)
          .onComplete(
              found ->
                  arrival
                      .connection()
                      .execute(
                          () ->
                              looked(
                                  looking,
                                  found.succeeded()
                                      ? found.result()
                                      : Found.of(Found.Fate.NOBODY))));
    }
  }

  private void meetHere(Waiter there, Newcomer newcomer, Encounter encounter) {
    forget(there);
    registry.leave(there.key(), there.id());
    encounter.meets(there.arrival(), newcomer);
  }

  @Override
  public void withdraw(Arrival arrival) {
    Waiter waiter = byConnection.get(arrival.connection());
    if (waiter != null && table.withdraw(waiter.key(), waiter)) {
      forget(waiter);
      registry.leave(waiter.key(), waiter.id());
    }
  }

  @Override
  public int size() {
    return table.size();
  }

  @Override
  public void forEach(Consumer<Arrival> look) {
    table.forEach(waiter -> look.accept(waiter.arrival()));
  }

  /** Returns whether it waits here. */
  boolean has(Arrival arrival) {
    return byConnection.containsKey(arrival.connection());
  }

  /** Returns whether it waits here, and the registry knows it. */
  boolean isEntered(Arrival arrival) {
    Waiter waiter = byConnection.get(arrival.connection());
    return waiter != null && waiter.isEntered();
  }

  /** Party of another relay, come over the trunk to meet a waiter of this one; on its loop. */
  boolean handOver(long id, PairingKey key, Newcomer second) {
    Waiter waiter = byId.get(id);
    if (waiter == null || !waiter.key().equals(key) || isSameParty(waiter, second)) {
      return false;
    }
    if (!table.withdraw(key, waiter)) {
      return false;
    }
    forget(waiter);
    waiter.encounter().meets(waiter.arrival(), second);
    return true;
  }

  private static boolean isSameParty(Waiter waiter, Newcomer second) {
    return waiter.arrival().party().equals(second.arrival().party());
  }

  /** Asks the registry to enter a waiter, or where its peer is. */
  private void enter(Waiter waiter) {
    if (!registry.standing().isUp() || !waiter.beginAsking()) {
      return;
    }
    registry
        .arrive(waiter.arrival(), waiter.id(), waiter.isNew())
        .onComplete(
            found -> {
              if (found.failed()) {
                waiter.endAsking(false);
              } else if (found.result().fate() == Found.Fate.WAITS) {
                waiter.endAsking(true);
                if (!byId.containsKey(waiter.id())) {
                  registry.leave(waiter.key(), waiter.id()); // it went in the meantime
                }
              } else {
                waiter.connection().execute(() -> entered(waiter, found.result()));
              }
            });
  }

  /** On its loop. */
  private void entered(Waiter waiter, Found found) {
    Newcomer newcomer = waiter.newcomer();
    waiter.endAsking(false);
    if (!table.withdraw(waiter.key(), waiter)) { // met here, or left, in the meantime
      found.peer().ifPresent(peer -> registry.giveBack(waiter.key(), peer));
      return;
    }
    forget(waiter);
    switch (found.fate()) {
      case MEETS -> meetElsewhere(found.peer().orElseThrow(), newcomer, waiter.encounter());
      case OUTDATED -> waiter.encounter().outdated(waiter.arrival());
      case FULL -> waiter.connection().close(CloseReason.TOO_MANY_FROM_PARTY);
      default -> throw new IllegalStateException(found.fate() + " for one that can wait");
    }
  }

  /** On its loop: what came of the look of one that cannot wait. */
  private void looked(Waiter looking, Found found) {
    if (looking.connection().stage() != Stage.WAITING) {
      found.peer().ifPresent(peer -> registry.giveBack(looking.key(), peer));
      return;
    }
    switch (found.fate()) {
      case MEETS ->
          meetElsewhere(found.peer().orElseThrow(), looking.newcomer(), looking.encounter());
      case FULL -> looking.connection().close(CloseReason.TOO_MANY_FROM_PARTY);
      default -> looking.encounter().nobody(looking.arrival());
    }
  }

  private void meetElsewhere(Place place, Newcomer newcomer, Encounter encounter) {
    Connection connection = newcomer.arrival().connection();
    encounter.goesElsewhere(newcomer.arrival());
    if (!connection.enter(Stage.JOINING)) {
      registry.giveBack(PairingKey.of(newcomer.arrival()), place);
      return;
    }
    newcomer.arrival().tls().hold();
    if (registry.isHere(place)) { // then the table would have it, and it has just left
      encounter.comesBack(newcomer);
      return;
    }
    trunk.ask(
        place,
        newcomer,
        new Trunk.Refused() {
          @Override
          public void gone() {
            encounter.comesBack(newcomer);
          }

          @Override
          public void refused(CloseReason reason) {
            connection.close(reason);
          }
        });
  }

  @Override
  public void takenOver(long id) {
    Waiter waiter = byId.get(id);
    if (waiter != null) {
      waiter
          .connection()
          .execute(
              () -> {
                if (table.withdraw(waiter.key(), waiter)) {
                  forget(waiter);
                  waiter.encounter().outdated(waiter.arrival());
                }
              });
    }
  }

  @Override
  public void beat(boolean forgotten) {
    int entered = 0;
    for (Waiter waiter : byId.values()) {
      if (forgotten && waiter.isEntered()) {
        waiter.endAsking(false);
      }
      if (!waiter.isEntered() && entered < MOST_ENTERED) {
        entered++;
        enter(waiter);
      }
    }
    for (int i = 0; i < MOST_CONFIRMED && toConfirm.hasNext(); i++) {
      enter(toConfirm.next());
    }
    if (!toConfirm.hasNext()) {
      toConfirm = byId.values().iterator();
    }
  }

  private void remember(Waiter waiter) {
    byId.put(waiter.id(), waiter);
    byConnection.put(waiter.connection(), waiter);
  }

  private void forget(Waiter waiter) {
    byId.remove(waiter.id(), waiter);
    byConnection.remove(waiter.connection(), waiter);
  }

  /** Once for each connection, from its first offer until its socket closes. */
  private void count(Arrival arrival) {
    Connection connection = arrival.connection();
    if (!connection.channel().isOpen() || !counted.add(connection)) {
      return;
    }
    String user = Counts.field(arrival.party().user());
    String party = Counts.field(arrival.party());
    registry.counts().add(user, 1);
    registry.counts().add(party, 1);
    connection
        .channel()
        .closeFuture()
        .addListener(
            closed -> {
              counted.remove(connection);
              registry.counts().add(user, -1);
              registry.counts().add(party, -1);
            });
  }
}
