package io.frelay.relay.cluster;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Ready;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.session.Joiner;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;

/**
 * The guest's side of the trunk: asks other relays for waiters, over connections that stand ready,
 * or new ones. Safe for any thread.
 */
final class TrunkRequester implements Trunk {
  /** Longest time for an answer; a relay that takes longer is gone from the cluster as well. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final TrunkPool pool;
  private final TrunkDialler dialler;
  private final Members members;
  private final Joiner joiner;
  private final Duration join;
  private final Counter joined;
  private final Counter gone;
  private final Counter refused;
  private final Counter failed;

  /**
   * @param join time limit from the answer until both connections are raw
   */
  TrunkRequester(
      TrunkPool pool,
      TrunkDialler dialler,
      Members members,
      Joiner joiner,
      Duration join,
      MeterRegistry meters) {
    this.pool = pool;
    this.dialler = dialler;
    this.members = members;
    this.joiner = joiner;
    this.join = join;
    joined = requests(meters, "joined");
    gone = requests(meters, "gone");
    refused = requests(meters, "refused");
    failed = requests(meters, "failed");
  }

  private static Counter requests(MeterRegistry meters, String outcome) {
    return Counter.builder("frelay.cluster.trunk.requests")
        .description("Requests to other relays for a party that waits there, by outcome")
        .tag("outcome", outcome)
        .register(meters);
  }

  @Override
  public void ask(Place place, Newcomer second, Refused refused) {
    Optional<String> address = members.address(place.relay());
    if (address.isEmpty()) {
      failed.increment();
      refused.gone();
      return;
    }
    Asking asking = new Asking(place, address.get(), second, refused);
    pool.take(place.relay()).ifPresentOrElse(asking::bring, asking::dial);
  }

  /** A request of one party; on its loop, where it has the connection brought to. */
  private final class Asking implements TrunkLine.Outcome {
    private final Place place;
    private final String address;
    private final Newcomer second;
    private final Refused refused;
    private final Connection party;
    private boolean hasDialled;
    private TrunkLine line;

    Asking(Place place, String address, Newcomer second, Refused refused) {
      this.place = place;
      this.address = address;
      this.second = second;
      this.refused = refused;
      this.party = second.arrival().connection();
      party.onClose(reason -> partyLeft());
    }

    /** The other relay need not go on. */
    private void partyLeft() {
      if (line != null && line.connection().stage().compareTo(Stage.JOINED) < 0) {
        line.connection().close(CloseReason.PARTY_LEFT);
      }
    }

    void bring(TrunkLine ready) {
      ready
          .connection()
          .execute(
              () ->
                  ready
                      .connection()
                      .moveTo(party.loop())
                      .addListener(
                          moved ->
                              party.execute(
                                  () -> {
                                    if (moved.isSuccess()) {
                                      send(ready);
                                    } else {
                                      dial();
                                    }
                                  })));
    }

    void dial() {
      hasDialled = true;
      dialler.dial(
          party.loop(),
          address,
          new TrunkDialler.Waiting() {
            @Override
            public void ready(TrunkLine made) {
              send(made);
            }

            @Override
            public void failed() {
              refused(CloseReason.TRUNK_UNUSED, false);
            }
          });
    }

    private void send(TrunkLine ready) {
      Connection there = ready.connection();
      if (party.stage() != Stage.JOINING) {
        there.close(CloseReason.TRUNK_UNUSED);
      } else if (!there.enter(Stage.WAITING, ANSWER, CloseReason.JOIN_TIMEOUT)) {
        refused(CloseReason.TRUNK_UNUSED, false);
      } else {
        line = ready;
        there.setIdentity(new LogFields().add("trunk", place.relay()).addAll(party.identity()));
        ready.ask(TrunkRequest.of(place.id(), second), this);
      }
    }

    @Override
    public void raw(Ready answer) {
      Connection there = line.connection();
      if (party.stage() != Stage.JOINING) {
        there.close(CloseReason.RESET);
        return;
      }
      joined.increment();
      TrunkSwitch ended = new TrunkSwitch(there, line.gate());
      ended.endTls();
      there.enter(Stage.JOINING, join, CloseReason.JOIN_TIMEOUT);
      party.enter(Stage.JOINING, join, CloseReason.JOIN_TIMEOUT);
      joiner.joinOver(there(ended), second, answer);
    }

    /** The way to the one that waits, in its place. */
    private Arrival there(TrunkSwitch ended) {
      Arrival here = second.arrival();
      PartyId peer = new PartyId(here.party().user(), here.request().destParty());
      AuthRequest request =
          new AuthRequest(here.party().name(), here.request().tag(), 2, Optional.empty());
      return new Arrival(
          peer, request, here.arrivedNanos(), here.deadlineNanos(), line.connection(), ended);
    }

    @Override
    public void refused(CloseReason reason, boolean answered) {
      line = null;
      if (party.stage() != Stage.JOINING) {
        return; // it has left
      }
      if (!answered && !hasDialled && members.address(place.relay()).isPresent()) {
        dial(); // the one that stood ready may have been dead for a while
      } else if (reason == CloseReason.TRUNK_UNUSED) {
        (answered ? gone : failed).increment();
        refused.gone();
      } else {
        TrunkRequester.this.refused.increment();
        refused.refused(reason);
      }
    }
  }
}
