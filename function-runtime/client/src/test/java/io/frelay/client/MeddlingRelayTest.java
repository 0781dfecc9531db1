package io.frelay.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.internal.tls.ApplicationProtocols;
import io.frelay.protocol.TlsRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A relay that meddles with what parties agree on, and with which sessions go on together. */
@Timeout(60)
class MeddlingRelayTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MEETINGS = 2;

  private final TestWorld world = new TestWorld();

  private Future<PeerConnection> connecting(
      TestRelay threads, RelayAddress relay, String me, String peer, String tag, Duration patience)
      throws Exception {
    FrelayClient client = world.client(me, relay);
    return threads.async(() -> client.connect(peer, tag, patience));
  }

  /** Without frelay/2 both would talk raw, and lose what a lost connection loses. */
  @Test
  void frelay2CannotBeTakenOutOfTheClientHello() throws Exception {
    Duration patience = Duration.ofSeconds(5);
    try (TestRelay relay = new TestRelay(world)) {
      Future<PeerConnection> one = connecting(relay, relay.address(), "1", "0", "t", patience);
      EngineEnd waiter = relay.asked();
      Future<PeerConnection> zero = connecting(relay, relay.address(), "0", "1", "t", patience);
      EngineEnd second = relay.asked();
      TestRelay.answer(second, "{\"Mode\":1}");
      TestRelay.answer(waiter, "{\"Mode\":2}");
      Future<Void> meddled = relay.async(() -> meddle(waiter.socket, second.socket));
      relay.pump(second.socket, waiter.socket);
      assertThat(TestRelay.failure(zero)).isInstanceOf(IOException.class);
      assertThat(TestRelay.failure(one)).isInstanceOf(IOException.class);
      assertThat(meddled).succeedsWithin(LONG);
    }
  }

  /** Replaces the protocol's name by another of its length, and carries the rest. */
  private static Void meddle(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] header = in.readNBytes(5);
    byte[] hello = in.readNBytes(TlsRecord.length(header, 0));
    String text = new String(hello, ISO_8859_1);
    assertThat(text).contains(ApplicationProtocols.RESUMABLE);
    out.write(header);
    out.write(text.replace(ApplicationProtocols.RESUMABLE, "frelay/9").getBytes(ISO_8859_1));
    try {
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      // They have closed.
    }
    return null;
  }

  /** The same two parties, so that TLS has nothing against it; only the sessions are others. */
  @Test
  void sessionsThatItSwapsAreNeverMixed() throws Exception {
    try (PairingRelay relay = new PairingRelay(world);
        TestRelay threads = new TestRelay(world)) {
      RelayAddress address = relay.address();
      Future<PeerConnection> a1 = connecting(threads, address, "1", "0", "a", LONG);
      Future<PeerConnection> b1 = connecting(threads, address, "1", "0", "b", LONG);
      Future<PeerConnection> a0 = connecting(threads, address, "0", "1", "a", LONG);
      Future<PeerConnection> b0 = connecting(threads, address, "0", "1", "b", LONG);
      try (PeerConnection ownA = TestRelay.get(a0);
          PeerConnection ownB = TestRelay.get(b0);
          PeerConnection peerA = TestRelay.get(a1);
          PeerConnection peerB = TestRelay.get(b1)) {
        talk(ownA, peerA, 'a');
        talk(ownB, peerB, 'b');
        int before = relay.sessions();
        relay.swap(true);
        relay.cut();
        while (relay.sessions() < before + MEETINGS) {
          LockSupport.parkNanos(1_000_000);
        }
        relay.swap(false);
        talk(ownA, peerA, 'A');
        talk(ownB, peerB, 'B');
        assertThat(ownA.counts().orElseThrow().resumptions()).isPositive();
        assertThat(ownB.counts().orElseThrow().resumptions()).isPositive();
      }
    }
  }

  private static void talk(PeerConnection one, PeerConnection other, int what) throws IOException {
    one.out().write(what);
    one.out().flush();
    other.out().write(what);
    other.out().flush();
    assertThat(one.in().read()).isEqualTo(what);
    assertThat(other.in().read()).isEqualTo(what);
  }

  /** It would keep us busy for ever. */
  @ParameterizedTest
  @CsvSource({"1, 66", "1000, 5"})
  void anAnswerWithoutEndIsNone(int piece, int pieces) throws Exception {
    try (TestRelay relay = new TestRelay(world)) {
      Future<PeerConnection> zero =
          connecting(relay, relay.address(), "0", "1", "t", Duration.ofSeconds(10));
      EngineEnd party = relay.asked();
      byte[] spaces = new byte[piece];
      Arrays.fill(spaces, (byte) ' ');
      for (int i = 0; i < pieces; i++) {
        party.send(party.seal(spaces));
      }
      assertThat(TestRelay.failure(zero))
          .isInstanceOf(RelayTlsException.class)
          .hasMessageContaining("answered what no relay answers");
    }
  }

  /** It answers, and then neither ends its TLS nor the connection. */
  @Test
  void aRelayThatNeverEndsItsTlsIsNotWaitedForLongerThanAsked() throws Exception {
    assertThat(failureWhenItStalls(0)).isInstanceOf(PeerTimeoutException.class);
  }

  /** All of the record but a byte, and nothing more. */
  @Test
  void aRelayThatStallsInsideItsCloseNotifyIsNotWaitedForLongerThanAsked() throws Exception {
    assertThat(failureWhenItStalls(1)).isInstanceOf(PeerTimeoutException.class);
  }

  /** Answers the request and sends less than all of a close_notify, or nothing of it if 0. */
  private Throwable failureWhenItStalls(int missing) throws Exception {
    try (TestRelay relay = new TestRelay(world)) {
      Future<PeerConnection> zero =
          connecting(relay, relay.address(), "0", "1", "t", Duration.ofSeconds(2));
      EngineEnd party = relay.asked();
      party.send(party.seal("{\"Mode\":2}".getBytes(ISO_8859_1)));
      if (missing > 0) {
        byte[] close = party.closeNotify();
        party.send(Arrays.copyOf(close, close.length - missing));
      }
      return catchThrowable(() -> TestRelay.get(zero)).getCause();
    }
  }
}
