package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.TestCa.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that stand ready at a relay, and what becomes of them. */
@Timeout(60)
class PreparedConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int HOUR = 3_600_000;

  private final List<FrelayClient> clients = new ArrayList<>();
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private FrelayClient zero;
  private FrelayClient one;

  @BeforeEach
  void start() throws Exception {
    zero = client("0", FrelayClient.builder());
    one = client("1", FrelayClient.builder());
  }

  @AfterEach
  void stop() throws Exception {
    clients.forEach(FrelayClient::abortAll);
    relay.close();
  }

  private FrelayClient client(String party, FrelayClient.Builder options) throws Exception {
    FrelayClient client = world.client(party, relay.address(), options);
    clients.add(client);
    return client;
  }

  /** Makes a session that carries a byte each way; the facts of party 0, which comes second. */
  private SessionFacts meet(String tag) throws Exception {
    return meet(one, "1", tag);
  }

  private SessionFacts meet(FrelayClient first, String peer, String tag) throws Exception {
    FutureTask<PeerConnection> waiting = new FutureTask<>(() -> first.connect("0", tag, LONG));
    new Thread(waiting).start();
    relay.awaitWaiter();
    PeerConnection atZero = zero.connect(peer, tag, LONG);
    PeerConnection atFirst = waiting.get();
    atZero.out().write(3);
    atFirst.out().write(4);
    assertThat(atFirst.in().read()).isEqualTo(3);
    assertThat(atZero.in().read()).isEqualTo(4);
    atZero.abort();
    atFirst.abort();
    return atZero.facts();
  }

  private static boolean wasPrepared(SessionFacts facts) {
    assertThat(facts.attempts()).isEqualTo(1);
    return facts.times().outerTls().isZero();
  }

  @Test
  void theNextSessionOfAnyPeerAndTagNeedsNoHandshakeWithTheRelay() throws Exception {
    relay.allowStanding(HOUR);
    relay.deliverHellos();
    assertThat(wasPrepared(meet("a"))).isFalse();
    relay.awaitStanding(2);
    assertThat(wasPrepared(meet("b"))).isTrue();
    relay.awaitStanding(2);
    FrelayClient two = client("2", FrelayClient.builder().preparedConnections(0));
    assertThat(wasPrepared(meet(two, "2", "a"))).isTrue();
    relay.awaitStanding(2);
    assertThat(relay.accepted()).isEqualTo(2 + 2 + 2 + 1 + 1);
  }

  @Test
  void aRelayThatDoesNotAllowItIsLeftAlone() throws Exception {
    meet("a");
    assertThat(wasPrepared(meet("b"))).isFalse();
    assertThat(relay.accepted()).isEqualTo(4);
  }

  @Test
  void oneThatTheRelayHasClosedCostsNothing() throws Exception {
    relay.allowStanding(HOUR);
    meet("a");
    relay.awaitStanding(2);
    relay.endStanding();
    relay.awaitStanding(0);
    assertThat(wasPrepared(meet("b"))).isFalse();
  }

  @Test
  void oneThatTheRelayClosesJustThenIsReplaced() throws Exception {
    relay.allowStanding(HOUR);
    meet("a");
    relay.awaitStanding(2);
    relay.leaveStanding();
    assertThat(wasPrepared(meet("b"))).isFalse();
  }

  @Test
  void oneThatIsDeadIsGivenUpSoon() throws Exception {
    relay.allowStanding(HOUR);
    meet("a");
    relay.awaitStanding(2);
    relay.forgetStanding();
    SessionFacts facts = meet("b");
    assertThat(wasPrepared(facts)).isFalse();
    assertThat(facts.times().total()).isLessThan(Duration.ofSeconds(5));
  }

  /** Content of the TLS with a proxy cannot be looked at; its end can. */
  @Test
  void throughAProxyThatSpeaksTlsItIsTheSame() throws Exception {
    relay.allowStanding(HOUR);
    try (TestProxy proxy =
        new TestProxy(
            relay.address(),
            Optional.empty(),
            Optional.of(
                world.relayCa.context(
                    world.relayCa.issue(Wanted.party("localhost", "proxies")))))) {
      Map<String, String> variables =
          Map.of(
              "HTTPS_PROXY",
              "https://localhost:" + proxy.port(),
              "PROXY_CA",
              world.relayCa.own.certPem());
      zero =
          world.client(
              "0",
              new RelayAddress("relay.invalid", 6000),
              FrelayClient.builder().proxies(Proxies.fromEnvironment(variables)));
      meet("a");
      relay.awaitStanding(2);
      assertThat(wasPrepared(meet("b"))).isTrue();
      relay.awaitStanding(2);
      relay.endStanding();
      relay.awaitStanding(0);
      assertThat(wasPrepared(meet("c"))).isFalse();
      zero.close();
    }
  }

  @Test
  void theyEndInTheRelaysTime() throws Exception {
    relay.allowStanding(500);
    meet("a");
    relay.awaitAccepted(4); // the first may have ended when the second one stands
    relay.awaitStanding(0);
    assertThat(wasPrepared(meet("b"))).isFalse();
  }

  @Test
  void theyEndWithTheirClient() throws Exception {
    relay.allowStanding(HOUR);
    zero = client("0", FrelayClient.builder().preparedConnections(2));
    meet("a");
    relay.awaitStanding(2);
    zero.close();
    relay.awaitStanding(1);
    one.close();
    relay.awaitStanding(0);
  }

  @Test
  void thereAreAsManyAsIsSaid() throws Exception {
    assertThatThrownBy(() -> FrelayClient.builder().preparedConnections(65))
        .isInstanceOf(IllegalArgumentException.class);
    relay.allowStanding(HOUR);
    zero = client("0", FrelayClient.builder().preparedConnections(0));
    one = client("1", FrelayClient.builder().preparedConnections(0));
    meet("a");
    meet("b");
    assertThat(relay.accepted()).isEqualTo(4);
  }
}
