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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int MAX_ENTERED = 2000;

  private static final int MAX_CONFIRMED = 100;

  private final RedisRegistry registry;
  private final Trunk trunk;
  private final LocalWaiters waiters = new LocalWaiters();
  private final AtomicLong ids = new AtomicLong();

  ClusterRendezvous(RedisRegistry registry, Trunk trunk) {
    this.registry = registry;
    this.trunk = trunk;
  }

  @Override
  public void offer(Newcomer newcomer, Encounter encounter) {
    registry.count(newcomer.arrival());
    Waiter mine = new Waiter(ids.incrementAndGet(), newcomer, encounter);
    PairingTable.Outcome<Waiter> outcome = waiters.offer(mine);
    // The newer one takes the place of the older one in the registry as well.
    outcome.outdated().ifPresent(older -> encounter.outdated(older.arrival()));
    if (outcome.peer().isPresent()) {
      meetHere(outcome.peer().get(), newcomer, encounter);
    } else if (outcome.outdated().filter(older -> older == mine).isEmpty()) {
      enter(mine);
    }
  }

  @Override
  public void look(Newcomer newcomer, Encounter encounter) {
    Arrival arrival = newcomer.arrival();
    registry.count(arrival);
    Waiter looking = new Waiter(ids.incrementAndGet(), newcomer, encounter);
    Optional<Waiter> here = waiters.look(looking);
    if (here.isPresent()) {
      meetHere(here.get(), newcomer, encounter);
    } else if (!registry.standing().isUp()
        || !arrival.connection().enter(Stage.WAITING, LOOK, CloseReason.PEER_TIMEOUT)) {
      encounter.nobody(arrival);
    } else {
      registry
          .arrive(looking)
          .otherwise(Found.of(Found.Fate.NOBODY))
          .onSuccess(found -> arrival.connection().execute(() -> looked(looking, found)));
    }
  }

  private void meetHere(Waiter there, Newcomer newcomer, Encounter encounter) {
    registry.leave(there);
    encounter.meets(there.arrival(), newcomer);
  }

  @Override
  public void withdraw(Arrival arrival) {
    waiter(arrival).filter(waiters::take).ifPresent(registry::leave);
  }

  @Override
  public int size() {
    return waiters.size();
  }

  @Override
  public void forEach(Consumer<Arrival> look) {
    waiters.forEach(waiter -> look.accept(waiter.arrival()));
  }

  /** The party as it waits here; empty if it does not. */
  Optional<Waiter> waiter(Arrival arrival) {
    return waiters.of(arrival.connection());
  }

  /** Party of another relay, come over the trunk to meet a waiter of this one; on its loop. */
  boolean handOver(long id, PairingKey key, Newcomer second) {
    Optional<Waiter> taken =
        waiters
            .of(id)
            .filter(waiter -> waiter.key().equals(key) && !isSameParty(waiter, second))
            .filter(waiters::take);
    taken.ifPresent(waiter -> waiter.encounter().meets(waiter.arrival(), second));
    return taken.isPresent();
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
        .arrive(waiter)
        .onComplete(
            found -> {
              if (found.failed()) {
                waiter.endAsking(false);
              } else if (found.result().fate() == Found.Fate.WAITS) {
                waiter.endAsking(true);
                if (waiters.of(waiter.id()).isEmpty()) {
                  registry.leave(waiter); // it went in the meantime
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
    if (!waiters.take(waiter)) { // met here, or left, in the meantime
      found.peer().ifPresent(peer -> registry.giveBack(waiter.key(), peer));
      return;
    }
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
    waiters.of(id).ifPresent(waiter -> waiter.connection().execute(() -> takenOver(waiter)));
  }

  private void takenOver(Waiter waiter) {
    if (waiters.take(waiter)) {
      waiter.encounter().outdated(waiter.arrival());
    }
  }

  @Override
  public void beat(boolean forgotten) {
    AtomicInteger entered = new AtomicInteger();
    waiters.forEach(
        waiter -> {
          if (forgotten && waiter.isEntered()) {
            waiter.endAsking(false);
          }
          if (!waiter.isEntered() && entered.getAndIncrement() < MAX_ENTERED) {
            enter(waiter);
          }
        });
    waiters.next(MAX_CONFIRMED).forEach(this::enter);
  }
}
