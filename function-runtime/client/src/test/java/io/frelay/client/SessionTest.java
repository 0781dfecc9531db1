package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.TestCa.Wanted;
import io.frelay.pem.CertificateNames;
import io.frelay.protocol.RefusalCode;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clients meet through a relay, or learn why not. */
@Timeout(60)
class SessionTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  private FrelayClient client(String name) throws Exception {
    return world.client(name, relay.address());
  }

  private Future<PeerConnection> connecting(FrelayClient client, String peer) {
    return relay.async(() -> client.connect(peer, "t", LONG));
  }

  @ParameterizedTest
  @CsvSource({"'',1,TLSv1.3", "'',1,TLSv1.2", "',\"Version\":2',2,TLSv1.3"})
  void twoPartiesMeetAndTalk(String suffix, int version, String tls) throws Exception {
    relay.protocol = tls;
    Future<String> requests = relay.joinTwo(suffix);
    Future<PeerConnection> other = connecting(client("1"), "0");
    try (PeerConnection zero = client("0").connect("1", "t", LONG);
        PeerConnection one = TestRelay.get(other)) {
      zero.messages().send("hello".getBytes(UTF_8));
      assertThat(one.messages().receive().orElseThrow()).asString().isEqualTo("hello");
      one.messages().send(new byte[0]);
      assertThat(zero.messages().receive().orElseThrow()).isEmpty();

      assertThat(zero.peer().name()).isEqualTo("1");
      assertThat(CertificateNames.of(zero.peer().certificate()).identities()).containsExactly("1");
      assertThat(zero.facts().role()).isNotEqualTo(one.facts().role());
      assertThat(zero.facts().endToEnd().protocol()).isEqualTo("TLSv1.3");
      RelayFacts facts = zero.facts().relay().orElseThrow();
      assertThat(facts.address()).isEqualTo(relay.address());
      assertThat(facts.certificateNames()).containsExactly("frelay");
      assertThat(facts.tls().protocol()).isEqualTo(tls);
      assertThat(facts.protocolVersion()).isEqualTo(version);
      assertThat(zero.facts().attempts()).isEqualTo(1);
      zero.shutdownOutput(); // so that closing the other needs no waiting
    }
    assertThat(TestRelay.get(requests))
        .contains("{\"DestParty\":\"1\",\"Tag\":\"t\",\"Version\":2,\"TimeoutMs\":1");
  }

  @ParameterizedTest
  @CsvSource({"a,a,a", "a,'',''", "'',a,''", "a,b,''", "b a,a b,both", "'','',''"})
  void aProtocolIsAgreedOnOnlyIfBothOfferIt(
      String offeredByZero, String offeredByOne, String agreed) throws Exception {
    Future<String> requests = relay.joinTwo("");
    Future<PeerConnection> other = connecting(offering("1", offeredByOne), "0");
    try (PeerConnection zero = offering("0", offeredByZero).connect("1", "t", LONG);
        PeerConnection one = TestRelay.get(other)) {
      String server = zero.facts().role() == Role.SERVER ? offeredByZero : offeredByOne;
      String expected = agreed.equals("both") ? server.substring(0, 1) : agreed;
      assertThat(zero.facts().endToEnd().applicationProtocol()).isEqualTo(expected);
      assertThat(one.facts().endToEnd().applicationProtocol()).isEqualTo(expected);
      zero.messages().send(new byte[] {7});
      assertThat(one.messages().receive().orElseThrow()).containsExactly(7);
      zero.shutdownOutput();
    }
    TestRelay.get(requests);
  }

  private FrelayClient offering(String name, String protocols) throws Exception {
    List<String> offered = protocols.isEmpty() ? List.of() : List.of(protocols.split(" "));
    return world.client(
        name,
        relay.address(),
        FrelayClient.builder().applicationProtocols(offered).withoutResumption());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void everyKindOfKeyWorksOnBothLayers(String algorithm) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
    PartyCredentials zero =
        PartyCredentials.fromPem(
            world.pems(
                world.relayCa.issue(
                    Wanted.party("0", TestWorld.USER).withKey(keys.generateKeyPair())),
                world.userCa.issue(
                    Wanted.party("0", TestWorld.USER).withKey(keys.generateKeyPair()))));
    Future<String> join = relay.joinTwo("");
    Future<PeerConnection> other = connecting(client("1"), "0");
    try (PeerConnection connection =
            TestWorld.client(zero, relay.address(), FrelayClient.builder())
                .connect("1", "t", LONG);
        PeerConnection one = TestRelay.get(other)) {
      connection.messages().send(new byte[] {7});
      assertThat(one.messages().receive().orElseThrow()).containsExactly(7);
      connection.shutdownOutput();
    }
    TestRelay.get(join);
  }

  @Test
  void aStrictVersion1RelayIsServedBySecondAttempt() throws Exception {
    Future<String> seen =
        relay.async(
            () -> {
              EngineEnd strict = relay.accept();
              String request = TestRelay.request(strict);
              strict.close();
              return request;
            });
    Future<PeerConnection> first = connecting(client("0"), "1");
    assertThat(TestRelay.get(seen)).contains("Version");
    Future<String> requests = relay.joinTwo("");
    FrelayClient old = world.client("1", relay.address(), FrelayClient.builder().highestVersion(1));
    try (PeerConnection one = old.connect("0", "t", LONG);
        PeerConnection zero = TestRelay.get(first)) {
      assertThat(zero.facts().attempts()).isEqualTo(2);
      assertThat(one.facts().attempts()).isEqualTo(1);
      one.shutdownOutput();
    }
    assertThat(TestRelay.get(requests)).doesNotContain("Version");
  }

  @Test
  void aRelayThatDrainsIsAskedAgain() throws Exception {
    Future<PeerConnection> first = connecting(client("0"), "1");
    relay.answerNext("{\"Error\":{\"Code\":\"draining\",\"Message\":\"going down\"}}");
    Future<String> join = relay.joinTwo("");
    try (PeerConnection one = client("1").connect("0", "t", LONG);
        PeerConnection zero = TestRelay.get(first)) {
      assertThat(zero.facts().attempts()).isEqualTo(2);
      assertThat(one.peer().name()).isEqualTo("0");
      zero.shutdownOutput();
    }
    assertThat(TestRelay.get(join)).contains("Version");
  }

  @Test
  void aRelayThatRestartsIsFoundAgain() throws Exception {
    Future<PeerConnection> first = connecting(client("0"), "1");
    for (int i = 0; i < 2; i++) {
      Socket restarting = relay.acceptRaw();
      restarting.setSoLinger(true, 0);
      restarting.close();
    }
    Future<String> join = relay.joinTwo("");
    try (PeerConnection one = client("1").connect("0", "t", LONG);
        PeerConnection zero = TestRelay.get(first)) {
      assertThat(zero.facts().attempts()).isEqualTo(3);
      assertThat(one.facts().role()).isIn((Object[]) Role.values());
      one.shutdownOutput();
    }
    TestRelay.get(join);
  }

  @Test
  void aPeerThatVanishesDuringItsHandshakeIsWaitedForAgain() throws Exception {
    Future<PeerConnection> first = connecting(client("0"), "1");
    EngineEnd joinedWithTheDead = relay.asked();
    TestRelay.answer(joinedWithTheDead, "{\"Mode\":2,\"Version\":2}");
    joinedWithTheDead.close();
    Future<String> join = relay.joinTwo("");
    try (PeerConnection one = client("1").connect("0", "t", LONG);
        PeerConnection zero = TestRelay.get(first)) {
      assertThat(zero.facts().attempts()).isEqualTo(2);
      assertThat(one.peer().name()).isEqualTo("0");
      zero.shutdownOutput();
    }
    TestRelay.get(join);
  }

  @ParameterizedTest
  @CsvSource({"not_allowed,NOT_ALLOWED", "taken_over,TAKEN_OVER", "from_the_future,UNKNOWN"})
  void aRefusalIsNotRepeated(String wire, RefusalCode code) throws Exception {
    Future<PeerConnection> connecting = connecting(client("0"), "1");
    EngineEnd party = relay.asked();
    TestRelay.answer(party, "{\"Error\":{\"Code\":\"" + wire + "\",\"Message\":\"so it is\"}}");
    assertThat(TestRelay.failure(connecting))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.attempts()).isEqualTo(1);
              assertThat(e).hasMessageContaining("so it is").hasMessageContaining("party 1");
            });
  }

  @Test
  void aRelayThatGivesUpWaitingIsAPeerTimeout() throws Exception {
    Future<PeerConnection> connecting = connecting(client("0"), "1");
    EngineEnd party = relay.asked();
    TestRelay.answer(party, "{\"Error\":{\"Code\":\"peer_timeout\",\"Message\":\"waited 9 s\"}}");
    assertThat(TestRelay.failure(connecting))
        .isInstanceOf(PeerTimeoutException.class)
        .hasMessage(
            "party 1 of user1 did not come to %s within 15 s; we are party 0, tag 't': check that"
                    .formatted(relay.address())
                + " it runs with the same relay, user and tag");
  }

  @Test
  void aRelayThatStaysSilentIsAPeerTimeoutToo() throws Exception {
    Future<String> request = relay.async(() -> TestRelay.request(relay.accept()));
    assertThatThrownBy(() -> client("0").connect("1", "", Duration.ofMillis(900)))
        .isInstanceOf(PeerTimeoutException.class);
    assertThat(TestRelay.get(request)).contains("TimeoutMs");
  }

  @Test
  void aPeerThatStaysSilentIsAFailureOfEndToEndTls() throws Exception {
    Future<String> silent =
        relay.async(
            () -> {
              EngineEnd party = relay.accept();
              String request = TestRelay.request(party);
              TestRelay.answer(party, "{\"Mode\":2}");
              return request;
            });
    assertThatThrownBy(() -> client("0").connect("1", "", Duration.ofMillis(900)))
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("in time");
    TestRelay.get(silent);
  }

  @Test
  void anAbsentRelayIsTriedUntilTheDeadline() throws Exception {
    RelayAddress nobody = relay.address();
    relay.close();
    FrelayClient client =
        world.client(
            "0",
            nobody,
            FrelayClient.builder().backOff(Duration.ofMillis(5), Duration.ofMillis(10)));
    assertThatThrownBy(() -> client.connect("1", "", Duration.ofMillis(400)))
        .isInstanceOfSatisfying(
            RelayUnreachableException.class,
            e -> {
              assertThat(e.attempts()).isGreaterThan(4);
              assertThat(e.getSuppressed()).hasSize(3);
              assertThat(e).hasMessageContaining(nobody.toString()).hasMessageContaining("gave up");
            });
  }

  @Test
  void aRelayThatIsGoneIsRememberedToHaveSaidWhy() throws Exception {
    FrelayClient client =
        world.client(
            "0",
            relay.address(),
            FrelayClient.builder().backOff(Duration.ofMillis(5), Duration.ofMillis(10)));
    Future<PeerConnection> connecting =
        relay.async(() -> client.connect("1", "", Duration.ofSeconds(2)));
    EngineEnd party = relay.asked();
    relay.listenNoMore();
    TestRelay.answer(party, "{\"Error\":{\"Code\":\"draining\",\"Message\":\"it is going down\"}}");
    assertThat(TestRelay.failure(connecting))
        .isInstanceOf(RelayUnreachableException.class)
        .hasMessageEndingWith("attempts); before that the relay said: it is going down");
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    Future<PeerConnection> connecting = connecting(client("0"), "1");
    EngineEnd party = relay.asked();
    relay.threads.shutdownNow(); // interrupts the waiting thread
    assertThat(TestRelay.failure(connecting)).isInstanceOf(InterruptedException.class);
    assertThat(isOver(party)).isTrue();
  }

  private static boolean isOver(EngineEnd party) throws IOException {
    try {
      return party.in.read() < 0;
    } catch (SocketException e) {
      return true; // a reset: the client had not yet read all that we had sent
    }
  }
}
