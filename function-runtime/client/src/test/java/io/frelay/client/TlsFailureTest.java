package io.frelay.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody but the relay and the peer asked for is talked to, and each failure says whose it is. */
@Timeout(60)
class TlsFailureTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  private final TestWorld world = new TestWorld();

  private Throwable connectTo(Issued relayCertificate, String protocol) throws Exception {
    try (TestRelay relay = new TestRelay(world, relayCertificate)) {
      relay.protocol = protocol;
      Future<Throwable> relaySide = relay.async(() -> catchThrowable(relay::accept));
      FrelayClient client = world.client("0", relay.address());
      Throwable failure = catchThrowable(() -> client.connect("1", "", LONG));
      assertThat(TestRelay.get(relaySide)).hasMessageContaining("fatal alert");
      return failure;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRelayWithAnotherNameIsRefused(String protocol) throws Exception {
    assertThat(connectTo(world.relayCa.issue(Wanted.relay("mallory")), protocol))
        .isInstanceOf(RelayTlsException.class)
        .hasMessageContaining("mallory")
        .hasMessageContaining("not frelay");
  }

  @Test
  void theCommonNameDoesNotCountBesideDnsNames() throws Exception {
    Wanted wanted = Wanted.relay("frelay").withDnsNames("mallory");
    assertThat(connectTo(world.relayCa.issue(wanted), "TLSv1.3"))
        .isInstanceOf(RelayTlsException.class);
  }

  @Test
  void aRelayOfAnotherCaIsRefused() throws Exception {
    Issued foreign = new TestCa("another CA").issue(Wanted.relay("frelay"));
    assertThat(connectTo(foreign, "TLSv1.3"))
        .isInstanceOf(RelayTlsException.class)
        .hasMessageContaining("not signed by RELAY_CA");
  }

  @Test
  void anExpiredRelayIsRefused() throws Exception {
    assertThat(connectTo(world.relayCa.issue(Wanted.relay("frelay").expired()), "TLSv1.3"))
        .isInstanceOf(RelayTlsException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void aCertificateForClientsOnlyDoesNotMakeARelay() throws Exception {
    Wanted wanted = Wanted.relay("frelay").withPurposes(KeyPurposeId.id_kp_clientAuth);
    assertThat(connectTo(world.relayCa.issue(wanted), "TLSv1.3"))
        .isInstanceOf(RelayTlsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRelayThatDoesNotAcceptUsIsNotAskedAgain(String protocol) throws Exception {
    TestCa other = new TestCa("another CA");
    Map<PartyVariable, String> pems = world.pems("0");
    Issued foreign = other.issue(Wanted.party("0", "u"));
    pems.put(PartyVariable.RELAY_CERT, foreign.certPem());
    pems.put(PartyVariable.RELAY_KEY, foreign.keyPem());
    // Trusting both CAs is sound; only the relay knows that it does not.
    pems.put(PartyVariable.RELAY_CA, other.own.certPem() + pems.get(PartyVariable.RELAY_CA));
    try (TestRelay relay = new TestRelay(world)) {
      relay.protocol = protocol;
      Future<Throwable> relaySide = relay.async(() -> catchThrowable(relay::accept));
      FrelayClient client =
          TestWorld.client(PartyCredentials.fromPem(pems), relay.address(), FrelayClient.builder());
      assertThatThrownBy(() -> client.connect("1", "", LONG))
          .isInstanceOf(RelayTlsException.class)
          .hasMessageContaining("RELAY_CERT");
      assertThat(TestRelay.get(relaySide)).isNotNull();
    }
  }

  @Test
  void whatIsNoRelayIsSaidToBeNone() throws Exception {
    try (TestRelay relay = new TestRelay(world)) {
      Future<Void> http =
          relay.async(
              () -> {
                var socket = relay.acceptRaw();
                socket
                    .getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                return null;
              });
      FrelayClient client = world.client("0", relay.address());
      assertThatThrownBy(() -> client.connect("1", "", LONG))
          .isInstanceOf(RelayTlsException.class)
          .hasMessageContaining("not TLS");
      TestRelay.get(http);
    }
  }

  /** Party 0 accepts; the other end is {@code connecting}. Returns what either side saw. */
  private Throwable[] meetDirectly(PartyCredentials connecting, String accepted, String wanted)
      throws Exception {
    try (TestRelay threads = new TestRelay(world);
        DirectListener listener =
            new DirectListener(new RelayAddress("127.0.0.1", 0), world.party("0"))) {
      Future<Throwable> server =
          threads.async(() -> catchThrowable(() -> listener.accept(accepted, LONG)));
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      Throwable client =
          catchThrowable(
              () -> {
                PeerConnection connection =
                    DirectConnection.connect(target, connecting, wanted, LONG);
                connection.in().read(); // in TLS 1.3 the server's verdict comes only now
              });
      return new Throwable[] {TestRelay.get(server), client};
    }
  }

  @Test
  void aServerRefusesAnotherPartyThanItAskedForAndSaysSo() throws Exception {
    Throwable[] seen = meetDirectly(world.party("2"), "1", "0");
    assertThat(seen[0])
        .isInstanceOfSatisfying(
            WrongPeerException.class,
            e -> {
              assertThat(e.expected()).isEqualTo("1");
              assertThat(e.names()).containsExactly("2");
            });
    assertThat(seen[1]).isInstanceOf(PeerTlsException.class).hasMessageContaining("PARTY_CERT");
  }

  @Test
  void aClientRefusesAnotherPartyThanItAskedForAndSaysSo() throws Exception {
    Throwable[] seen = meetDirectly(world.party("1"), "1", "3");
    assertThat(seen[1])
        .isInstanceOf(WrongPeerException.class)
        .hasMessageContaining("not party 3")
        .hasMessageContaining("names 0");
    assertThat(seen[0]).isInstanceOf(PeerTlsException.class);
  }

  @Test
  void aPeerOfAnotherUsersCaIsRefused() throws Exception {
    TestWorld others = new TestWorld();
    Throwable[] seen = meetDirectly(others.party("1"), "1", "0");
    assertThat(seen[0]).isInstanceOf(PeerTlsException.class);
    assertThat(seen[1])
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("not signed by USER_CA");
  }
}
