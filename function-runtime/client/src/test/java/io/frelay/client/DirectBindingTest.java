package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A direct connection is bound too: whoever reaches its listener could join it with another. */
@Timeout(60)
class DirectBindingTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  private final TestWorld world = new TestWorld();
  @AutoClose private final TestRelay relay = new TestRelay(world);
  @AutoClose private DirectListener listener;
  private Future<PeerConnection> accepting;

  @BeforeEach
  void listen() throws Exception {
    listener = new DirectListener(new RelayAddress("127.0.0.1", 0), world.party("0"));
    accepting = relay.async(() -> listener.accept("1", LONG));
  }

  /** The relay tells a party that its peer is there, and dials that peer's listener itself. */
  @ParameterizedTest
  @CsvSource({"'', true", "salaries, true", "salaries, false"})
  void aRelayedSessionIsNotJoinedWithIt(String tag, boolean resumable) throws Exception {
    FrelayClient.Builder options =
        resumable ? FrelayClient.builder() : FrelayClient.builder().withoutResumption();
    FrelayClient client = world.client("1", relay.address(), options);
    Future<PeerConnection> connecting = relay.async(() -> client.connect("0", tag, LONG));
    EngineEnd outer = relay.asked();
    Socket dialled = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    TestRelay.answer(outer, "{\"Mode\":2,\"Version\":2}");
    relay.pump(outer.socket, dialled);
    relay.pump(dialled, outer.socket);
    PeerConnection relayed = TestRelay.get(connecting);
    PeerConnection direct = TestRelay.get(accepting);
    // Either may be told at once, and then has told the other.
    SwappingRelayTest.assertToldIfAnything(() -> relayed.out().write(7));
    SwappingRelayTest.assertToldIfAnything(() -> direct.out().write(8));
    assertThat(catchThrowable(() -> direct.in().read()))
        .isInstanceOf(WrongSessionException.class)
        .hasMessageStartingWith("our direct connection with party 1 was joined with a session");
    assertThat(catchThrowable(() -> relayed.in().read())).isInstanceOf(WrongSessionException.class);
    relayed.abort();
    direct.abort();
  }

  @Test
  void bothEndsOfOneAgree() throws Exception {
    RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
    PeerConnection one = DirectConnection.connect(target, world.party("1"), "0", LONG);
    PeerConnection zero = TestRelay.get(accepting);
    one.out().write(7);
    assertThat(zero.in().read()).isEqualTo(7);
    assertThat(zero.facts().endToEnd().applicationProtocol()).isEmpty();
    one.abort();
    zero.abort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aPeerThatDoesNotKnowItIsServedAsEver(String tls) throws Exception {
    SSLEngine engine = world.engineOfParty1(true, tls);
    EngineEnd one =
        new EngineEnd(new Socket(InetAddress.getLoopbackAddress(), listener.port()), engine);
    one.handshake();
    PeerConnection zero = TestRelay.get(accepting);
    one.send(one.seal(new byte[] {7}));
    zero.out().write(8);
    assertThat(zero.in().read()).isEqualTo(7);
    assertThat(one.read()).containsExactly(8);
    zero.abort();
  }
}
