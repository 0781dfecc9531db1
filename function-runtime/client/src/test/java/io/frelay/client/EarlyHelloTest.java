package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.protocol.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Use of the ClientHello that the client sends with its request. */
@Timeout(60)
class EarlyHelloTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final Pattern HELLO = Pattern.compile("\"ClientHello\":\"([^\"]+)\"");
  private static final String DELIVERED =
      "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true}";

  private Future<PeerConnection> connecting(FrelayClient.Builder options, String tag)
      throws Exception {
    FrelayClient client = world.client("0", relay.address(), options);
    return relay.async(() -> client.connect("1", tag, LONG));
  }

  private Future<PeerConnection> connecting() throws Exception {
    return connecting(FrelayClient.builder().withoutResumption().withoutBinding(), "");
  }

  private static byte[] helloIn(String request) {
    Matcher hello = HELLO.matcher(request);
    assertThat(hello.find()).as(request).isTrue();
    return Base64.getDecoder().decode(hello.group(1));
  }

  /** Party 1 as the TLS server that has been handed a ClientHello by the relay. */
  private EngineEnd server(EngineEnd relaySide, String protocol, byte[] hello) throws Exception {
    SSLEngine engine = world.engineOfParty1(false, protocol);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"warm"});
    engine.setSSLParameters(parameters);
    return new EngineEnd(
        relaySide.socket,
        engine,
        new SequenceInputStream(
            new ByteArrayInputStream(hello), relaySide.socket.getInputStream()));
  }

  /**
   * The relay's last words and the peer's answer come in one segment, before another word of ours:
   * all that the party waits for after its request is one round trip to its peer.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theDeliveredHelloIsAnsweredWithoutAnotherWordOfOurs(String protocol) throws Exception {
    FrelayClient.Builder options = FrelayClient.builder().applicationProtocols(List.of("warm"));
    Future<PeerConnection> connecting = connecting(options, "");
    EngineEnd party = relay.accept();
    byte[] hello = helloIn(TestRelay.request(party));
    EngineEnd peer = server(party, protocol, new byte[0]);
    TestRelay.answer(party, DELIVERED, peer.answerTo(hello));
    peer.continueHandshake();
    try (PeerConnection connection = TestRelay.get(connecting)) {
      assertThat(connection.facts().role()).isEqualTo(Role.CLIENT);
      assertThat(connection.facts().endToEnd().protocol()).isEqualTo(protocol);
      assertThat(connection.facts().endToEnd().applicationProtocol()).isEqualTo("warm");
      assertThat(connection.facts().attempts()).isEqualTo(1);
      connection.out().write(5);
      assertThat(peer.read()).containsExactly(5);
      peer.close();
    }
  }

  @Test
  void theHelloIsSentLaterWhereItIsNotDelivered() throws Exception {
    Future<PeerConnection> connecting = connecting();
    EngineEnd party = relay.accept();
    byte[] hello = helloIn(TestRelay.request(party));
    TestRelay.answer(party, "{\"Mode\":2,\"Version\":2}");
    assertThat(party.in.readNBytes(hello.length)).isEqualTo(hello);
    EngineEnd peer = server(party, "TLSv1.3", hello);
    peer.handshake();
    try (PeerConnection connection = TestRelay.get(connecting)) {
      assertThat(connection.facts().role()).isEqualTo(Role.CLIENT);
      peer.close();
    }
  }

  @Test
  void aHelloThatTheRelayHasChangedIsNoticed() throws Exception {
    Future<PeerConnection> connecting = connecting();
    EngineEnd party = relay.accept();
    byte[] hello = helloIn(TestRelay.request(party));
    hello[5 + 4 + 2 + 7] ^= 1; // in the random of the ClientHello
    TestRelay.answer(party, DELIVERED);
    EngineEnd peer = server(party, "TLSv1.3", hello);
    assertThatThrownBy(peer::handshake).isInstanceOf(IOException.class);
    assertThat(TestRelay.failure(connecting)).isInstanceOf(PeerTlsException.class);
  }

  @Test
  void version1SendsNone() throws Exception {
    Future<PeerConnection> connecting = connecting(FrelayClient.builder().highestVersion(1), "");
    EngineEnd party = relay.accept();
    assertThat(TestRelay.request(party)).isEqualTo("{\"DestParty\":\"1\",\"Tag\":\"\"}");
    relay.threads.shutdownNow();
    assertThat(TestRelay.failure(connecting)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aRelayThatDeliversWhatWasNotSentIsNoRelay() throws Exception {
    Future<PeerConnection> connecting = connecting(FrelayClient.builder(), "t".repeat(3900));
    EngineEnd party = relay.accept();
    assertThat(TestRelay.request(party)).contains("\"Version\":2").doesNotContain("ClientHello");
    TestRelay.answer(party, DELIVERED);
    assertThat(TestRelay.failure(connecting))
        .isInstanceOf(RelayTlsException.class)
        .hasMessageContaining("a ClientHello that we did not send");
  }
}
