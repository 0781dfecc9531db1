package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.ArrivalHandler;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Refuses arrivals, lets them wait, and matches them. Safe for any thread. */
public final class WaitingRoom implements ArrivalHandler, Unmatched {
  private final Rendezvous rendezvous;
  private final Rendezvous.Encounter encounter = new Encounter();
  private final Policy policy;
  private final PartyAdmission admission;
  private final MatchHandler matches;
  private final OtherUsers otherUsers;
  private volatile boolean draining;
  private volatile List<String> otherRelays = List.of();

  public WaitingRoom(
      Rendezvous rendezvous,
      Policy policy,
      ConnectionLimits limits,
      LogLimits logLimits,
      MatchHandler matches) {
    this.rendezvous = rendezvous;
    this.otherUsers = new OtherUsers(logLimits);
    this.policy = policy;
    this.admission = new PartyAdmission(limits);
    this.matches = matches;
  }

  @Override
  public boolean prepared(PartyId party, Connection connection) {
    return !draining && admission.prepare(party, connection);
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
              rendezvous.withdraw(arrival);
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

  /** Shows all waiting parties; those that come or go meanwhile may be among them or not. */
  public void forEach(Consumer<Arrival> look) {
    rendezvous.forEach(look);
  }

  /** Number of prepared connections. */
  public int prepared() {
    return admission.prepared();
  }

  /**
   * From now on nobody may come to wait or to be matched.
   *
   * @param others relays that take them
   */
  public void drain(List<String> others) {
    otherRelays = others;
    draining = true;
  }

  @Override
  public List<String> otherRelays() {
    return otherRelays;
  }

  private void offer(Newcomer newcomer) {
    Arrival arrival = newcomer.arrival();
    // In place before it can be seen: whoever matches it finds it waiting.
    if (!arrival.connection().enter(Stage.WAITING, arrival.remaining(), CloseReason.PEER_TIMEOUT)) {
      return;
    }
    if (arrival.canWait()) {
      admission.waits(arrival);
      otherUsers.enter(arrival); // before it can be matched, which takes it out again
      rendezvous.offer(newcomer, encounter);
    } else {
      rendezvous.look(newcomer, encounter);
    }
    if (draining) {
      // It came in while drain() was called, and may have been overlooked there.
      arrival.connection().close(CloseReason.DRAINING);
    }
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

  private final class Encounter implements Rendezvous.Encounter {
    @Override
    public void meets(Arrival waiter, Newcomer newcomer) {
      waitsNoMore(newcomer.arrival());
      waitsNoMore(waiter);
      matches.matched(waiter, newcomer, WaitingRoom.this);
    }

    @Override
    public void outdated(Arrival waiter) {
      waiter.connection().close(CloseReason.TAKEN_OVER);
    }

    @Override
    public void nobody(Arrival arrival) {
      arrival.connection().close(CloseReason.PEER_TIMEOUT);
    }

    @Override
    public void goesElsewhere(Arrival arrival) {
      waitsNoMore(arrival);
    }

    @Override
    public void comesBack(Newcomer newcomer) {
      waitAgain(newcomer);
    }

    private void waitsNoMore(Arrival arrival) {
      admission.waitsNoMore(arrival);
      otherUsers.leave(arrival);
    }
  }
}
