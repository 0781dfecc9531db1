package io.frelay.relay.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartyAdmissionTest {
  private final Map<Arrival, CloseReason> ends = new HashMap<>();
  private final List<Arrival> all = new ArrayList<>();
  private WaitingRoom room = room(9, 9, 9);
  private int tags;

  /** So many in all, of a user and of a party; of eight or more, one is kept for newcomers. */
  private static WaitingRoom room(int inAll, int perUser, int perParty) {
    ConnectionLimits places = new ConnectionLimits(inAll, inAll, perUser, perParty, inAll, inAll);
    return new WaitingRoom(
        new EmbeddedRendezvous(),
        Policy.parse(List.of()),
        places,
        new LogLimits(),
        (waiter, second, unmatched) -> {
          waiter.connection().enter(Stage.JOINING);
          second.arrival().connection().enter(Stage.JOINING);
        });
  }

  private Arrival enter(String user, String party) {
    return enter(TestArrivals.waiter(user, party, "t" + tags++));
  }

  private Arrival enter(Arrival arrival) {
    all.add(arrival);
    arrival.connection().onClose(reason -> ends.put(arrival, reason));
    room.arrived(Newcomer.fromWaiting(arrival));
    for (Arrival each : all) {
      ((EmbeddedChannel) each.connection().channel()).runPendingTasks();
    }
    return arrival;
  }

  @Test
  void oneUsersPartiesTogetherAreBounded() {
    room = room(9, 3, 2);
    Arrival first = enter("u", "0");
    enter("u", "0");
    Arrival thirdOfParty = enter("u", "0");
    enter("u", "1");
    Arrival fourthOfUser = enter("u", "2");
    enter("v", "0");
    assertThat(ends)
        .containsOnly(
            Map.entry(thirdOfParty, CloseReason.TOO_MANY_FROM_PARTY),
            Map.entry(fourthOfUser, CloseReason.TOO_MANY_FROM_PARTY));
    first.connection().close(CloseReason.PARTY_LEFT);
    assertThat(enter("u", "2").connection().stage()).isEqualTo(Stage.WAITING);
  }

  @Test
  void aPlaceIsTakenUntilTheSocketCloses() {
    room = room(9, 1, 1);
    Arrival lingering = enter("u", "0");
    lingering.connection().setGracefulClose(reason -> {});
    lingering.connection().close(CloseReason.RESET);
    Arrival refused = enter("u", "0");
    assertThat(ends).containsEntry(refused, CloseReason.TOO_MANY_FROM_PARTY);
    lingering.connection().channel().close();
    assertThat(enter("u", "0").connection().stage()).isEqualTo(Stage.WAITING);
  }

  @Test
  void whenAllPlacesAreTakenTheBusiestUsersBusiestPartyPays() {
    Arrival quiet = enter("u", "0");
    Arrival oldest = enter("v", "0");
    enter("v", "1");
    enter("v", "0");
    enter("v", "0");
    enter("u", "1");
    enter("u", "2");
    enter("v", "1");
    assertThat(ends).isEmpty();
    Arrival newcomer = enter("w", "0");
    assertThat(ends).containsOnly(Map.entry(oldest, CloseReason.TOO_MANY_FROM_PARTY));
    assertThat(newcomer.connection().stage()).isEqualTo(Stage.WAITING);
    assertThat(quiet.connection().stage()).isEqualTo(Stage.WAITING);
  }

  @Test
  void theBusiestItselfIsRefused() {
    for (int i = 0; i < 8; i++) {
      enter("u", "0");
    }
    Arrival refused = enter("u", "0");
    assertThat(ends).containsOnly(Map.entry(refused, CloseReason.TOO_MANY_CONNECTIONS));
  }

  @Test
  void ofOneUserTheBusiestPartyMakesRoom() {
    Arrival oldest = enter("u", "0");
    for (int i = 0; i < 7; i++) {
      enter("u", "0");
    }
    Arrival other = enter("u", "1");
    assertThat(ends).containsOnly(Map.entry(oldest, CloseReason.TOO_MANY_FROM_PARTY));
    assertThat(other.connection().stage()).isEqualTo(Stage.WAITING);
  }

  @Test
  void whoHasMetItsPeerIsNotEndedForOthers() {
    for (int i = 0; i < 4; i++) {
      enter(TestArrivals.newcomer("0", "1", 2, null).arrival());
      enter(TestArrivals.newcomer("1", "0", 2, null).arrival());
    }
    Arrival refused = enter("w", "0");
    assertThat(ends).containsOnly(Map.entry(refused, CloseReason.TOO_MANY_CONNECTIONS));
  }
}
