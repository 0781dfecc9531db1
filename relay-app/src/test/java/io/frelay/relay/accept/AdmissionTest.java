package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  /** A connection from an address, without a network. */
  private static Connection from(String address) {
    try {
      Connection connection = Connection.own(new EmbeddedChannel());
      connection.setRemoteAddress(new InetSocketAddress(InetAddress.getByName(address), 4711));
      return connection;
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Connection from(int lastByte) {
    return from("10.0.0." + lastByte);
  }

  private static ConnectionLimits places(
      int all, int perAddress, int unauthenticated, int unauthenticatedPerAddress) {
    return new ConnectionLimits(
        all, perAddress, all, all, unauthenticated, unauthenticatedPerAddress);
  }

  private static Connection admitted(Admission admission, Connection connection) {
    assertThat(admission.admit(connection)).isEmpty();
    return connection;
  }

  private static Connection identified(Admission admission, Connection connection) {
    admitted(admission, connection);
    connection.enter(Stage.REQUEST);
    connection.enter(Stage.WAITING);
    return connection;
  }

  private static Connection prepared(Admission admission, Connection connection) {
    admitted(admission, connection);
    connection.enter(Stage.REQUEST);
    connection.enter(Stage.PREPARED);
    return connection;
  }

  private static boolean isCrowdedOut(Connection connection) {
    ((EmbeddedChannel) connection.channel()).runPendingTasks();
    return connection.stage() == Stage.CLOSED && !connection.channel().isOpen();
  }

  @Test
  void aPreparedConnectionTakesNoStrangersPlaceAndIsTheFirstToGo() {
    Admission admission = new Admission(places(4, 9, 1, 1));
    final Connection oldest = prepared(admission, from(1));
    final Connection other = prepared(admission, from(1));
    identified(admission, from(2));
    Connection stranger = admitted(admission, from(3));
    assertThat(isCrowdedOut(oldest)).isFalse();
    stranger.enter(Stage.REQUEST);
    stranger.enter(Stage.WAITING);
    admitted(admission, from(4));
    assertThat(isCrowdedOut(oldest)).isTrue();
    assertThat(isCrowdedOut(other)).isFalse();
  }

  @Test
  void anAddressWithoutAPlaceGivesUpItsPreparedConnections() {
    Admission admission = new Admission(places(9, 2, 9, 9));
    final Connection prepared = prepared(admission, from(1));
    identified(admission, from(1));
    prepared(admission, from(2));
    admitted(admission, from(1));
    assertThat(isCrowdedOut(prepared)).isTrue();
    assertThat(admission.admit(from(1))).contains(CloseReason.TOO_MANY_FROM_ADDRESS);
  }

  @Test
  void whoMakesItsRequestJustThenStaysAndCounts() {
    Admission admission = new Admission(places(9, 2, 9, 9));
    Connection quick = prepared(admission, from(1));
    final Connection second = identified(admission, from(1));
    final Connection third = admitted(admission, from(1));
    quick.enter(Stage.REQUEST);
    quick.enter(Stage.WAITING);
    assertThat(isCrowdedOut(quick)).isFalse();
    second.close(CloseReason.PARTY_LEFT);
    assertThat(admission.admit(from(1))).contains(CloseReason.TOO_MANY_FROM_ADDRESS);
    third.close(CloseReason.PARTY_LEFT);
    assertThat(admission.admit(from(1))).isEmpty();
  }

  @Test
  void connectionsInAllAreBoundedUntilTheirSocketsClose() {
    Admission admission = new Admission(places(2, 9, 9, 9));
    Connection first = identified(admission, from(1));
    identified(admission, from(2));
    Connection refused = from(3);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_CONNECTIONS);
    refused.channel().close();
    assertThat(admission.admit(from(4)))
        .as("whoever was refused held no place")
        .contains(CloseReason.TOO_MANY_CONNECTIONS);
    first.channel().close();
    assertThat(admission.admit(from(5))).isEmpty();
  }

  @Test
  void connectionsFromOneAddressAreBounded() {
    Admission admission = new Admission(places(3, 1, 9, 9));
    Connection first = from(1);
    Connection refused = from(1);
    assertThat(admission.admit(first)).isEmpty();
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_FROM_ADDRESS);
    refused.channel().close();
    assertThat(admission.admit(from(2))).isEmpty();
    first.channel().close();
    assertThat(admission.admit(from(1))).isEmpty();
  }

  @Test
  void whoHasMadeItsRequestNoLongerCountsAsUnauthenticated() {
    Admission admission = new Admission(places(9, 9, 1, 9));
    Connection first = from(1);
    assertThat(admission.admit(first)).isEmpty();
    Connection refused = from(1);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    refused.close(CloseReason.TOO_MANY_UNAUTHENTICATED);
    first.enter(Stage.REQUEST);
    assertThat(admission.admit(from(1))).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    first.enter(Stage.WAITING);
    assertThat(admission.admit(from(1))).isEmpty();
  }

  @Test
  void oneAddressCannotTakeAllPlacesOfTheUnauthenticated() {
    Admission admission = new Admission(places(9, 9, 2, 1));
    assertThat(admission.admit(from(1))).isEmpty();
    Connection refused = from(1);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    refused.close(CloseReason.TOO_MANY_UNAUTHENTICATED);
    assertThat(admission.admit(from(2))).isEmpty();
  }

  @Test
  void allAddressesOfAnIpv6NetworkAreOne() {
    Admission admission = new Admission(places(9000, 9000, 9000, 2));
    assertThat(admission.admit(from("2001:db8:0:1::1"))).isEmpty();
    assertThat(admission.admit(from("2001:db8:0:1::2"))).isEmpty();
    for (int i = 3; i < 1000; i++) {
      assertThat(admission.admit(from("2001:db8:0:1:" + Integer.toHexString(i) + "::7")))
          .contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    }
    assertThat(admission.admit(from("2001:db8:0:2::1"))).isEmpty();
  }

  @Test
  void whenAllPlacesAreTakenTheOldestSilentOneOfTheBusiestAddressGivesItsOwn() {
    Admission admission = new Admission(places(10, 10, 10, 10));
    Connection waiter = identified(admission, from(1));
    List<Connection> silent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      admitted(admission, from(2));
    }
    for (int i = 0; i < 6; i++) {
      silent.add(admitted(admission, from(1)));
    }
    Connection newcomer = admitted(admission, from(3));
    assertThat(silent).filteredOn(AdmissionTest::isCrowdedOut).containsExactly(silent.get(0));
    admitted(admission, from(2));
    assertThat(silent)
        .filteredOn(AdmissionTest::isCrowdedOut)
        .containsExactly(silent.get(0), silent.get(1));
    assertThat(waiter.stage()).isEqualTo(Stage.WAITING);
    assertThat(newcomer.stage()).isEqualTo(Stage.HANDSHAKE);
  }

  @Test
  void theSameWhenAllPlacesOfTheUnauthenticatedAre() {
    Admission admission = new Admission(places(100, 100, 4, 4));
    Connection first = admitted(admission, from(1));
    for (int i = 0; i < 3; i++) {
      admitted(admission, from(1));
    }
    admitted(admission, from(2));
    assertThat(isCrowdedOut(first)).isTrue();
  }

  @Test
  void theBusiestAddressGainsNothingByMore() {
    Admission admission = new Admission(places(4, 4, 4, 4));
    admitted(admission, from(2));
    for (int i = 0; i < 3; i++) {
      admitted(admission, from(1));
    }
    assertThat(admission.admit(from(1))).contains(CloseReason.TOO_MANY_CONNECTIONS);
  }

  @Test
  void nobodyIsCrowdedOutForOneThatIsRefused() {
    Admission admission = new Admission(places(4, 1, 4, 4));
    identified(admission, from(3));
    for (int i = 4; i < 7; i++) {
      admitted(admission, from(i));
    }
    assertThat(admission.admit(from(3))).contains(CloseReason.TOO_MANY_FROM_ADDRESS);
    assertThat(admission.admit(from(9))).isEmpty();
  }
}
