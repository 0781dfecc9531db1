package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch from the relay's TLS to raw bytes is exact, and what follows ends as it should. */
@Timeout(60)
class OuterSwitchTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int HANDSHAKE_RECORD = 22;

  private EngineEnd peer(EngineEnd relaySide, boolean client, String protocol) throws Exception {
    return new EngineEnd(relaySide.socket, world.engineOfParty1(client, protocol));
  }

  /** Party 0 as TLS server of a peer that the test drives. */
  private EngineEnd join(Future<PeerConnection> connecting, String protocol) throws Exception {
    EngineEnd party = relay.asked();
    TestRelay.answer(party, "{\"Mode\":1}");
    EngineEnd peer = peer(party, true, protocol);
    peer.handshake();
    TestRelay.get(connecting);
    return peer;
  }

  private Future<PeerConnection> connecting() throws Exception {
    FrelayClient client = world.client("0", relay.address());
    return relay.async(() -> client.connect("1", "", LONG));
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,TLSv1.3", "TLSv1.2,TLSv1.3", "TLSv1.3,TLSv1.2", "TLSv1.2,TLSv1.2"})
  void rawBytesRightBehindTheCloseNotifyAreThePeers(String outer, String inner) throws Exception {
    relay.protocol = outer;
    Future<PeerConnection> connecting = connecting();
    EngineEnd party = relay.asked();
    EngineEnd peer = peer(party, true, inner);
    peer.engine.beginHandshake();
    byte[] clientHello = peer.seal(new byte[0]);
    TestRelay.answer(party, "{\"Mode\":1}", clientHello);

    // The first raw byte that comes back belongs to the ServerHello, not to an outer close_notify.
    party.socket.setSoTimeout(20_000);
    PushbackInputStream in = new PushbackInputStream(party.socket.getInputStream(), 1);
    int first = in.read();
    assertThat(first).isEqualTo(HANDSHAKE_RECORD);
    in.unread(first);
    EngineEnd rest = new EngineEnd(party.socket, peer.engine, in);
    rest.continueHandshake();
    try (PeerConnection connection = TestRelay.get(connecting)) {
      rest.send(rest.seal(new byte[] {1, 2, 3}));
      assertThat(connection.in().readNBytes(3)).containsExactly(1, 2, 3);
      assertThat(connection.facts().endToEnd().protocol()).isEqualTo(inner);
      rest.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void asClientTooTheFirstRawByteIsItsClientHello(String outer) throws Exception {
    relay.protocol = outer;
    Future<PeerConnection> connecting = connecting();
    EngineEnd party = relay.asked();
    TestRelay.answer(party, "{\"Mode\":2}");
    EngineEnd peer = peer(party, false, "TLSv1.3");
    peer.engine.beginHandshake();
    peer.continueHandshake();
    try (PeerConnection connection = TestRelay.get(connecting)) {
      assertThat(connection.facts().relay().orElseThrow().tls().protocol()).isEqualTo(outer);
      connection.out().write(9);
      assertThat(peer.read()).containsExactly(9);
      peer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anEndWithoutCloseNotifyIsNeverACleanEnd(String protocol) throws Exception {
    Future<PeerConnection> connecting = connecting();
    EngineEnd peer = join(connecting, protocol);
    peer.send(peer.seal(new byte[] {5}));
    peer.socket.shutdownOutput();
    try (PeerConnection connection = TestRelay.get(connecting)) {
      assertThat(connection.in().read()).isEqualTo(5);
      for (int i = 0; i < 2; i++) {
        assertThat(catchThrowable(() -> connection.in().read()))
            .isInstanceOf(TruncatedStreamException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void afterFinishThePeersDataFlowsOn(String protocol) throws Exception {
    Future<PeerConnection> connecting = connecting();
    EngineEnd peer = join(connecting, protocol);
    try (PeerConnection connection = TestRelay.get(connecting)) {
      connection.out().write(1);
      connection.shutdownOutput();
      connection.shutdownOutput();
      byte[] late = peer.seal(new byte[] {2, 3});
      assertThat(peer.read()).containsExactly(1);
      peer.send(late);
      assertThat(connection.in().readNBytes(2)).containsExactly(2, 3);
      assertThat(peer.read()).isNull();
      peer.send(peer.closeNotify());
      assertThat(connection.in().read()).isEqualTo(-1);
      assertThat(connection.in().read()).isEqualTo(-1);
      assertThat(catchThrowable(() -> connection.out().write(1)))
          .hasMessageContaining("already ended");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,true", "TLSv1.2,false"})
  void thePeersEndLeavesOurDirectionOpenInTls13Only(String protocol, boolean open)
      throws Exception {
    Future<PeerConnection> connecting = connecting();
    EngineEnd peer = join(connecting, protocol);
    peer.send(peer.closeNotify());
    try (PeerConnection connection = TestRelay.get(connecting)) {
      assertThat(connection.in().read()).isEqualTo(-1);
      if (open) {
        connection.out().write(4);
        assertThat(peer.read()).containsExactly(4);
        connection.shutdownOutput();
      } else {
        assertThat(catchThrowable(() -> connection.out().write(4))).isInstanceOf(IOException.class);
      }
      assertThat(peer.read()).isNull();
    }
  }
}
