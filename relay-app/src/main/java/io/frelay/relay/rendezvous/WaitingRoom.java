package io.frelay.relay.rendezvous;

import io.frelay.relay.accept.KeyedCounter;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.Party;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Where arrivals are refused, wait, and are matched. Safe for any thread. */
public final class WaitingRoom {
  private final Rendezvous<Arrival> rendezvous = new Rendezvous<>();
  private final Policy policy;
  private final KeyedCounter<Party> byParty;
  private final BiConsumer<Arrival, Newcomer> matched;
  private volatile boolean draining;

  /**
   * @param matched takes the one that waited and the one that came second, on the latter's loop;
   *     neither waits any more
   */
  public WaitingRoom(
      Policy policy, RelayConfig.Limits limits, BiConsumer<Arrival, Newcomer> matched) {
    this.policy = policy;
    this.byParty = new KeyedCounter<>(limits.connectionsPerParty());
    this.matched = matched;
  }

  /** A party has made its request; on its loop. */
  public void enter(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    Optional<CloseReason> refused = refusal(arrival);
    if (refused.isPresent()) {
      arrival.connection().close(refused.get());
      return;
    }
    arrival
        .connection()
        .onClose(
            reason -> {
              byParty.release(arrival.party());
              rendezvous.withdraw(PairingKey.of(arrival), arrival);
            });
    offer(newcomer);
  }

  /** A party whose match came to nothing waits again; on its loop. */
  public void reenter(Newcomer newcomer) {
    if (newcomer.arrival().connection().stage() != Stage.CLOSED) {
      newcomer.arrival().tls().resume();
      offer(newcomer);
    }
  }

  /** How many wait now. */
  public int size() {
    return rendezvous.size();
  }

  /** From now on nobody may come to wait or to be matched. */
  public void drain() {
    draining = true;
  }

  private void offer(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    // In place before it can be seen: whoever matches it finds it waiting.
    if (!arrival.connection().enter(Stage.WAITING, arrival.patience(), CloseReason.PEER_TIMEOUT)) {
      return;
    }
    if (arrival.canWait()) {
      meetOrWait(newcomer);
    } else {
      meetOrLeave(newcomer);
    }
    if (draining) {
      // It came in while drain() was called, and may have been overlooked there.
      arrival.connection().close(CloseReason.DRAINING);
    }
  }

  private void meetOrWait(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    Rendezvous.Outcome<Arrival> outcome =
        rendezvous.offer(
            PairingKey.of(arrival), arrival.party().name(), arrival.arrivedNanos(), arrival);
    outcome.outdated().ifPresent(stale -> stale.connection().close(CloseReason.TAKEN_OVER));
    outcome.peer().ifPresent(waiter -> matched.accept(waiter, newcomer));
  }

  private void meetOrLeave(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    rendezvous
        .look(PairingKey.of(arrival), arrival.party().name())
        .ifPresentOrElse(
            waiter -> matched.accept(waiter, newcomer),
            () -> arrival.connection().close(CloseReason.PEER_TIMEOUT));
  }

  private Optional<CloseReason> refusal(Arrival arrival) {
    if (draining) {
      return Optional.of(CloseReason.DRAINING);
    }
    String peer = arrival.request().destParty();
    if (peer.equals(arrival.party().name())) {
      return Optional.of(CloseReason.INVALID_REQUEST);
    }
    if (!policy.allows(arrival.party(), peer)) {
      return Optional.of(CloseReason.NOT_ALLOWED);
    }
    return byParty.tryAcquire(arrival.party())
        ? Optional.empty()
        : Optional.of(CloseReason.TOO_MANY_FROM_PARTY);
  }
}
