package io.frelay.scenarios.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many connections, and slow ones: each stage ends in its own time and for its own reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayUnderAttackIT {
  private static final int MANY = 40 * AttackedRelay.SCALE;

  /** More than come from one address where that is not the point. */
  private static final int PER_ADDRESS = 160 + MANY;

  private final Pki pki = Pki.standard();
  private final List<AutoCloseable> open = new ArrayList<>();
  @AutoClose private AttackedRelay attacked;

  @BeforeAll
  void begin() throws Exception {
    attacked =
        AttackedRelay.start(
            pki,
            "relay.timeouts.handshake=3s",
            "relay.timeouts.request=3s",
            "relay.timeouts.prepared=3s",
            "relay.limits.unauthenticated=8000",
            "relay.limits.unauthenticated-per-address=" + PER_ADDRESS);
  }

  @AfterEach
  void itIsCalmAgain() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
    attacked.requireCalm();
  }

  @Test
  void thoseWhoStopInTheMiddleOfTheHandshake() throws Exception {
    double before = attacked.closed(Set.of("handshake_timeout"));
    for (int i = 0; i < MANY; i++) {
      HandDrivenParty party = connect();
      byte[] hello = party.clientHello();
      party.send(i % 2 == 0 ? hello : Arrays.copyOf(hello, hello.length / 2));
    }
    attacked.requireServing();
    attacked.awaitClosed(before + MANY, Set.of("handshake_timeout"));
  }

  @Test
  void thoseWhoStopInTheMiddleOfTheRequest() throws Exception {
    double before = attacked.closed(Set.of("request_timeout"));
    for (int i = 0; i < MANY; i++) {
      HandDrivenParty party = connect();
      party.handshake();
      party.send(party.seal("{\"DestParty\":\"1\",\"T"));
    }
    attacked.requireServing();
    attacked.awaitClosed(before + MANY, Set.of("request_timeout"));
  }

  /** They hold places of their party, and none that a stranger or a request needs. */
  @Test
  void thoseWhoStandWithoutARequest() throws Exception {
    double before = attacked.closed(Set.of("prepared_timeout"));
    for (int i = 0; i < MANY; i++) {
      connect().handshake();
    }
    attacked.requireServing();
    attacked.awaitClosed(before + MANY, Set.of("prepared_timeout"));
  }

  @Test
  void thoseWhoWaitForNobody() throws Exception {
    double before = attacked.closed(Set.of("peer_timeout"));
    for (int i = 0; i < MANY; i++) {
      HandDrivenParty party = connect();
      party.handshake();
      party.send(
          party.seal(
              "{\"DestParty\":\"1\",\"Tag\":\"nobody"
                  + i
                  + "\",\"Version\":2,\"TimeoutMs\":1000}"));
    }
    attacked.requireServing();
    attacked.awaitClosed(before + MANY, Set.of("peer_timeout"));
  }

  /** Both are joined, and neither ever says or reads a thing. */
  @Test
  void thoseWhoMeetAndDoNothing() throws Exception {
    for (int i = 0; i < MANY / 2; i++) {
      for (String[] pair : new String[][] {{"0", "1"}, {"1", "0"}}) {
        HandDrivenParty party =
            HandDrivenParty.request(
                attacked.port(), pki.outerTls("user1", pair[0]), pair[1], "idle" + i);
        open.add(party);
      }
    }
    attacked.relay().awaitMeter("frelay_sessions_open", 1 + MANY / 2);
    attacked.requireServing();
  }

  @Test
  void aFloodFromOneAddressAndFromMany() throws Exception {
    Set<String> refused = Set.of("too_many_unauthenticated");
    Set<String> timeout = Set.of("handshake_timeout");
    double refusedBefore = attacked.closed(refused);
    double timeoutBefore = attacked.closed(timeout);
    int addresses = 10 * AttackedRelay.SCALE;
    for (int i = 0; i < PER_ADDRESS + 50; i++) {
      connectFrom("127.0.1.1");
    }
    for (int i = 0; i < addresses; i++) {
      for (int j = 0; j < 20; j++) {
        connectFrom("127.0.2." + (1 + i % 250));
      }
    }
    attacked.requireServing();
    attacked.awaitClosed(refusedBefore + 50, refused);
    attacked.awaitClosed(timeoutBefore + PER_ADDRESS + 20 * addresses, timeout);
  }

  /** Handshakes of others are made all the while, in their own address's turns. */
  @Test
  void aFloodOfClientHellosFromOneAddress() throws Exception {
    byte[] hello =
        HandDrivenParty.connect(attacked.port(), pki.outerTls("user1", "0")).clientHello();
    AtomicBoolean enough = new AtomicBoolean();
    List<Future<Integer>> flood = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      flood.add(Parties.run(() -> flood(hello, enough)));
    }
    try {
      for (int i = 0; i < 10 * AttackedRelay.SCALE; i++) {
        Exchange.between0And1(attacked.relay(), pki, "beside-a-flood-" + i);
      }
    } finally {
      enough.set(true);
    }
    for (Future<Integer> each : flood) {
      assertThat(Parties.await(each)).isPositive();
    }
  }

  /** Sends it as often as possible without waiting for answers; returns how often. */
  private int flood(byte[] hello, AtomicBoolean enough) throws IOException {
    int count = 0;
    Deque<Socket> last = new ArrayDeque<>();
    try {
      while (!enough.get()) {
        try {
          Socket socket =
              new Socket(
                  InetAddress.getLoopbackAddress(),
                  attacked.port(),
                  InetAddress.getByName("127.0.3.1"),
                  0);
          last.add(socket);
          socket.getOutputStream().write(hello);
          count++;
        } catch (SocketException e) {
          // reset: there are too many of this address
        }
        if (last.size() > 30) {
          last.remove().close();
        }
      }
    } finally {
      for (Socket each : last) {
        each.close();
      }
    }
    return count;
  }

  /** One key, asked for again and again: one waits at any time, and its peer meets that one. */
  @Test
  void aPartyThatHammersOneKey() throws Exception {
    double before = attacked.closed(Set.of("taken_over"));
    int threads = 4;
    int each = 50 * AttackedRelay.SCALE;
    SSLContext zero = pki.outerTls("user1", "0");
    List<Future<HandDrivenParty>> hammering = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      hammering.add(Parties.run(() -> hammer(zero, each)));
    }
    for (Future<HandDrivenParty> thread : hammering) {
      open.add(Parties.await(thread));
    }
    attacked.awaitClosed(before + threads * each - 1, Set.of("taken_over"));
    attacked.relay().awaitMeter("frelay_waiters", 1);
    try (HandDrivenParty one =
        HandDrivenParty.request(attacked.port(), pki.outerTls("user1", "1"), "0", "hammered")) {
      assertThat(one.awaitReady()).isEqualTo("{\"Mode\":1}");
    }
  }

  /** The last of its connections; the others are over. */
  private HandDrivenParty hammer(SSLContext tls, int times) throws IOException {
    List<HandDrivenParty> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(HandDrivenParty.request(attacked.port(), tls, "1", "hammered"));
      if (i > 0) {
        assertThat(all.get(i - 1).isTurnedAway()).isTrue();
        all.get(i - 1).close();
      }
    }
    return all.get(times - 1);
  }

  private HandDrivenParty connect() throws IOException {
    HandDrivenParty party = HandDrivenParty.connect(attacked.port(), pki.outerTls("user1", "0"));
    open.add(party);
    return party;
  }

  private void connectFrom(String address) throws IOException {
    open.add(
        new Socket(
            InetAddress.getLoopbackAddress(), attacked.port(), InetAddress.getByName(address), 0));
  }
}
