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

  /** One that stands without its request, with the request that it may make. */
  private Arrival prepared(String user, String party) {
    Arrival later = TestArrivals.waiter(user, party, "t" + tags++);
    if (room.prepared(later.party(), later.connection())) {
      later.connection().enter(Stage.PREPARED);
      later.connection().onClose(reason -> ends.put(later, reason));
    }
    all.add(later);
    runAll();
    return later;
  }

  private static boolean stands(Arrival prepared) {
    return prepared.connection().stage() == Stage.PREPARED;
  }

  private Arrival enter(Arrival arrival) {
    if (!all.contains(arrival)) {
      all.add(arrival);
      arrival.connection().onClose(reason -> ends.put(arrival, reason));
    } else {
      arrival.connection().enter(Stage.REQUEST);
    }
    room.arrived(Newcomer.fromWaiting(arrival));
    runAll();
    return arrival;
  }

  private void runAll() {
    for (Arrival each : all) {
      ((EmbeddedChannel) each.connection().channel()).runPendingTasks();
    }
  }

  @Test
  void aPreparedConnectionCountsForItsPartyAndUser() {
    room = room(9, 3, 2);
    assertThat(stands(prepared("u", "0"))).isTrue();
    Arrival second = prepared("u", "0");
    assertThat(stands(prepared("u", "0"))).isFalse();
    assertThat(stands(prepared("u", "1"))).isTrue();
    assertThat(stands(prepared("u", "2"))).isFalse();
    assertThat(room.prepared()).isEqualTo(3);
    second.connection().close(CloseReason.PARTY_LEFT);
    assertThat(stands(prepared("u", "2"))).isTrue();
  }

  @Test
  void itsRequestTakesNoOtherPlace() {
    room = room(9, 1, 1);
    Arrival first = enter(prepared("u", "0"));
    assertThat(first.connection().stage()).isEqualTo(Stage.WAITING);
    assertThat(room.prepared()).isZero();
    assertThat(ends).isEmpty();
    first.connection().close(CloseReason.PARTY_LEFT);
    assertThat(enter("u", "0").connection().stage()).isEqualTo(Stage.WAITING);
  }

  @Test
  void aPreparedConnectionMakesRoomForARequestOfItsPartyOrUser() {
    room = room(9, 3, 2);
    Arrival ofParty = prepared("u", "0");
    enter("u", "0");
    enter("u", "0");
    assertThat(ends).containsOnly(Map.entry(ofParty, CloseReason.CROWDED_OUT));
    Arrival ofUser = prepared("u", "1");
    enter("u", "2");
    assertThat(ends).containsEntry(ofUser, CloseReason.CROWDED_OUT).hasSize(2);
    Arrival refused = enter("u", "3");
    assertThat(ends).containsEntry(refused, CloseReason.TOO_MANY_FROM_PARTY).hasSize(3);
  }

  @Test
  void whenAllPlacesAreTakenPreparedConnectionsGoBeforeWaiters() {
    Arrival prepared = prepared("v", "0");
    for (int i = 0; i < 7; i++) {
      enter("u", "0");
    }
    assertThat(stands(prepared("v", "0"))).isFalse();
    enter("u", "0");
    assertThat(ends).containsOnly(Map.entry(prepared, CloseReason.CROWDED_OUT));
    Arrival refused = enter("u", "0");
    assertThat(ends).containsEntry(refused, CloseReason.TOO_MANY_CONNECTIONS);
  }

  @Test
  void whoMakesItsRequestJustThenStaysAndCounts() {
    room = room(9, 1, 1);
    Arrival quick = prepared("u", "0");
    Arrival other = TestArrivals.waiter("u", "0", "other");
    room.arrived(Newcomer.fromWaiting(other));
    enter(quick);
    assertThat(quick.connection().stage()).isEqualTo(Stage.WAITING);
    other.connection().close(CloseReason.PARTY_LEFT);
    assertThat(enter("u", "0").connection().stage()).isEqualTo(Stage.CLOSED);
    quick.connection().close(CloseReason.PARTY_LEFT);
    assertThat(enter("u", "0").connection().stage()).isEqualTo(Stage.WAITING);
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
