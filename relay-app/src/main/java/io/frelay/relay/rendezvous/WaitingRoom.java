package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.ArrivalHandler;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import java.util.Optional;

/** Refuses arrivals, lets them wait, and matches them. Safe for any thread. */
public final class WaitingRoom implements ArrivalHandler, Unmatched {
  private final PairingTable<Arrival> rendezvous = new PairingTable<>();
  private final Policy policy;
  private final PartyAdmission admission;
  private final MatchHandler matches;
  private final OtherUsers otherUsers;
  private volatile boolean draining;

  public WaitingRoom(
      Policy policy, ConnectionLimits limits, LogLimits logLimits, MatchHandler matches) {
    this.otherUsers = new OtherUsers(logLimits);
    this.policy = policy;
    this.admission = new PartyAdmission(limits);
    this.matches = matches;
  }

  @Override
  public void arrived(Newcomer newcomer) {
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
              rendezvous.withdraw(PairingKey.of(arrival), arrival);
              otherUsers.leave(arrival);
            });
    offer(newcomer);
  }

  @Override
  public void waitAgain(Newcomer newcomer) {
    if (newcomer.arrival().connection().stage() != Stage.CLOSED) {
      newcomer.arrival().tls().resume();
      offer(newcomer);
    }
  }

  /** Number of waiting parties. */
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
    if (!arrival.connection().enter(Stage.WAITING, arrival.remaining(), CloseReason.PEER_TIMEOUT)) {
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
    admission.waits(arrival);
    otherUsers.enter(arrival); // before it can be matched, which takes it out again
    PairingTable.Outcome<Arrival> outcome =
        rendezvous.offer(
            PairingKey.of(arrival), arrival.party().name(), arrival.arrivedNanos(), arrival);
    outcome.outdated().ifPresent(stale -> stale.connection().close(CloseReason.TAKEN_OVER));
    outcome
        .peer()
        .ifPresent(
            waiter -> {
              admission.waitsNoMore(arrival);
              otherUsers.leave(arrival);
              meet(waiter, newcomer);
            });
  }

  private void meet(Arrival waiter, Newcomer newcomer) {
    admission.waitsNoMore(waiter);
    otherUsers.leave(waiter);
    matches.matched(waiter, newcomer, this);
  }

  private void meetOrLeave(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    rendezvous
        .look(PairingKey.of(arrival), arrival.party().name())
        .ifPresentOrElse(
            waiter -> meet(waiter, newcomer),
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
    return admission.enter(arrival);
  }
}
