package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.protocol.TlsRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay that does to a session what it likes: whatever it does, a party notices. */
@Timeout(60)
class TamperingRelayTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final int APPLICATION_DATA = 23;
  private static final int BLOCK = 1000;
  private static final int BLOCKS = 20;

  /** Changes that it makes to the data of the end-to-end TLS, of which it sees whole records. */
  private enum Tampering {
    FLIP,
    DROP,
    REPEAT,
    SWAP,
    TRUNCATE,
    INSERT
  }

  private Future<PeerConnection> connecting(String me, String peer) throws Exception {
    // Without resumption: what the tampering breaks stays broken.
    FrelayClient client =
        world.client(me, relay.address(), FrelayClient.builder().withoutResumption());
    return relay.async(() -> client.connect(peer, "t", LONG));
  }

  @ParameterizedTest
  @EnumSource
  void ofDataOnlyAPrefixComesAndNoCleanEnd(Tampering tampering) throws Exception {
    Future<PeerConnection> one = connecting("1", "0");
    EngineEnd waiter = relay.asked();
    Future<PeerConnection> zero = connecting("0", "1");
    EngineEnd second = relay.asked();
    TestRelay.answer(second, "{\"Mode\":1}");
    TestRelay.answer(waiter, "{\"Mode\":2}");
    relay.pump(waiter.socket, second.socket);
    relay.async(() -> tamper(second.socket, waiter.socket, tampering));
    try (PeerConnection from = TestRelay.get(zero);
        PeerConnection to = TestRelay.get(one)) {
      relay.async(() -> send(from));
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      assertThat(catchThrowable(() -> to.in().transferTo(received)))
          .isInstanceOf(IOException.class);
      assertThat(received.toByteArray())
          .isEqualTo(Arrays.copyOf(blocks(), received.size()))
          .hasSizeLessThan(BLOCK * BLOCKS);
    }
  }

  private static Void send(PeerConnection to) throws IOException {
    for (int i = 0; i < BLOCKS; i++) {
      to.out().write(blocks(), i * BLOCK, BLOCK); // a record each
      to.out().flush();
    }
    to.shutdownOutput();
    return null;
  }

  private static byte[] blocks() {
    byte[] blocks = new byte[BLOCK * BLOCKS];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (byte) (i / BLOCK);
    }
    return blocks;
  }

  /** Carries the handshake and some data as it is, and tampers once with a large record. */
  private static Void tamper(Socket from, Socket to, Tampering tampering) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    int large = 0;
    while (true) {
      byte[] header = in.readNBytes(5);
      if (header.length < 5) {
        to.shutdownOutput();
        return null;
      }
      int length = TlsRecord.length(header, 0);
      byte[] record = Arrays.copyOf(header, 5 + length);
      in.readNBytes(record, 5, length);
      boolean now = record[0] == APPLICATION_DATA && length > BLOCK && ++large == 5;
      if (!now) {
        out.write(record);
        continue;
      }
      switch (tampering) {
        case FLIP -> {
          record[500] ^= 1;
          out.write(record);
        }
        case DROP -> {}
        case REPEAT -> {
          out.write(record);
          out.write(record);
        }
        case SWAP -> {
          byte[] next = in.readNBytes(record.length);
          out.write(next);
          out.write(record);
        }
        case TRUNCATE -> {
          out.write(record);
          to.shutdownOutput();
          return null;
        }
        case INSERT -> {
          out.write(new byte[] {APPLICATION_DATA, 3, 3, 0, 20});
          out.write(new byte[20]);
          out.write(record);
        }
      }
    }
  }

  /** Party 2 has a good certificate of the same user; it is still not party 1. */
  @Test
  void aPartyThatIsJoinedWithAnotherNotices() throws Exception {
    Future<PeerConnection> zero = connecting("0", "1");
    EngineEnd waiter = relay.asked();
    connecting("2", "0");
    EngineEnd second = relay.asked();
    TestRelay.answer(second, "{\"Mode\":1}");
    TestRelay.answer(waiter, "{\"Mode\":2}");
    relay.pump(waiter.socket, second.socket);
    relay.pump(second.socket, waiter.socket);
    assertThat(TestRelay.failure(zero)).isInstanceOf(WrongPeerException.class);
  }

  /** Its word that the peer has our ClientHello does not make it so. */
  @Test
  void aClientHelloThatNobodyGotIsNoticed() throws Exception {
    FrelayClient client = world.client("0", relay.address());
    Future<PeerConnection> zero =
        relay.async(() -> client.connect("1", "t", Duration.ofSeconds(3)));
    relay.answerNext("{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true}");
    assertThat(TestRelay.failure(zero)).isInstanceOf(FrelayException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void anOldTlsIsNotSpoken(String protocol) throws Exception {
    Future<PeerConnection> zero = connecting("0", "1");
    Socket socket = relay.acceptRaw();
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    byte[] hello = in.readNBytes(5);
    in.readNBytes(TlsRecord.length(hello, 0));
    byte minor = (byte) (protocol.equals("TLSv1") ? 1 : 2);
    byte[] serverHello = new byte[5 + 4 + 38];
    serverHello[0] = 22;
    serverHello[1] = 3;
    serverHello[2] = minor;
    serverHello[4] = 42;
    serverHello[5] = 2;
    serverHello[8] = 38;
    serverHello[9] = 3;
    serverHello[10] = minor;
    serverHello[44] = (byte) 0xc0; // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
    serverHello[45] = 9;
    socket.getOutputStream().write(serverHello);
    assertThat(TestRelay.failure(zero)).isInstanceOf(RelayTlsException.class);
    assertThat(in.read()).as("an alert").isEqualTo(21);
  }

  /** Served as version 1, a session is as safe: only the waiting is less comfortable. */
  @Test
  void aRelayThatPlaysTheOldOneChangesNothingEndToEnd() throws Exception {
    Future<String> requests = relay.joinTwo("");
    Future<PeerConnection> one = connecting("1", "0");
    try (PeerConnection zero = TestRelay.get(connecting("0", "1"));
        PeerConnection other = TestRelay.get(one)) {
      assertThat(zero.facts().endToEnd().protocol()).isEqualTo("TLSv1.3");
      zero.messages().send("hello".getBytes(UTF_8));
      assertThat(other.messages().receive().orElseThrow()).asString().isEqualTo("hello");
      zero.shutdownOutput();
    }
    TestRelay.get(requests);
  }
}
