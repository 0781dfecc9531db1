package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import java.util.Optional;
import java.util.function.Consumer;

/** The rendezvous of one relay, in its memory; answers at once. */
public final class EmbeddedRendezvous implements Rendezvous {
  private final PairingTable<Arrival> table = new PairingTable<>();

  @Override
  public void offer(Newcomer newcomer, Encounter encounter) {
    Arrival arrival = newcomer.arrival();
    PairingTable.Outcome<Arrival> outcome =
        table.offer(
            PairingKey.of(arrival), arrival.party().name(), arrival.arrivedNanos(), arrival);
    outcome.outdated().ifPresent(encounter::outdated);
    outcome.peer().ifPresent(waiter -> encounter.meets(waiter, newcomer));
  }

  @Override
  public void look(Newcomer newcomer, Encounter encounter) {
    Arrival arrival = newcomer.arrival();
    Optional<Arrival> waiter = table.look(PairingKey.of(arrival), arrival.party().name());
    if (waiter.isPresent()) {
      encounter.meets(waiter.get(), newcomer);
    } else {
      encounter.nobody(arrival);
    }
  }

  @Override
  public void withdraw(Arrival waiter) {
    table.withdraw(PairingKey.of(waiter), waiter);
  }

  @Override
  public int size() {
    return table.size();
  }

  @Override
  public void forEach(Consumer<Arrival> look) {
    table.forEach(look);
  }
}
