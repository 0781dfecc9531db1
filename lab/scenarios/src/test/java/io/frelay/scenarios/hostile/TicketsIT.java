package io.frelay.scenarios.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.TlsRecord;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.OldTlsSession;
import io.frelay.scenarios.support.Pki;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts to use an earlier TLS session without permission, and 0-RTT. */
class TicketsIT {
  private static final String SUCCESS = "frelay_handshakes_total{outcome=\"success\"}";
  private static final Set<String> BROKEN = Set.of("handshake_failed", "handshake_too_large");
  private static final int EARLY_DATA = 42;

  private final Pki pki = Pki.standard();

  private AttackedRelay start(String provider) throws Exception {
    return AttackedRelay.start(pki, "relay.tls-provider=" + provider);
  }

  /** Whoever recorded it, ticket and all, cannot go on with it: he has not the session's keys. */
  @ParameterizedTest
  @CsvSource({"boringssl, TLSv1.2", "boringssl, TLSv1.3", "jdk, TLSv1.2", "jdk, TLSv1.3"})
  void aRecordedClientHelloIsNoUseToAnybodyElse(String provider, String protocol) throws Exception {
    SSLContext tls = pki.outerTls("user1", "0");
    try (AttackedRelay attacked = start(provider)) {
      meet(attacked, tls, protocol);
      meet(attacked, tls, protocol); // its owner is served again
      double served = attacked.relay().meter(SUCCESS);
      double before = attacked.closed(BROKEN);
      try (HandDrivenParty owner = HandDrivenParty.connect(attacked.port(), tls, protocol)) {
        byte[] hello = owner.clientHello();
        assertThat(OldTlsSession.isNamedIn(hello)).isTrue();
        owner.send(hello);
        int times = 5 * AttackedRelay.SCALE;
        for (int i = 0; i < times; i++) {
          replay(attacked, hello);
        }
        attacked.awaitClosed(before + times, BROKEN);
        owner.handshake();
        attacked.relay().awaitMeter(SUCCESS, served + 1);
      }
      attacked.relay().awaitMeter("frelay_connections_open", 2);
    }
  }

  private void replay(AttackedRelay attacked, byte[] hello) throws Exception {
    SSLContext others = pki.outerTls("user1", "1");
    try (HandDrivenParty thief = HandDrivenParty.connect(attacked.port(), others)) {
      thief.send(hello);
      thief.send(record(20, new byte[] {1}));
      thief.send(record(22, new byte[40])); // a Finished of TLS 1.2, as far as he can tell
      thief.send(record(23, new byte[53])); // and of TLS 1.3
      readToTheEnd(thief);
    } catch (SocketException e) {
      // reset before all of it was sent
    }
  }

  /** A request that comes before the handshake is not heard, whatever the ClientHello says. */
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void earlyDataIsNotTaken(String provider) throws Exception {
    SSLContext tls = pki.outerTls("user1", "0");
    try (AttackedRelay attacked = start(provider)) {
      double served = attacked.relay().meter(SUCCESS);
      double before = attacked.closed(BROKEN);
      for (boolean announced : new boolean[] {true, false}) {
        try (HandDrivenParty party = HandDrivenParty.connect(attacked.port(), tls, "TLSv1.3")) {
          byte[] hello = party.clientHello();
          party.send(announced ? withEarlyData(hello) : hello);
          for (int i = 0; i < 40; i++) {
            party.send(record(23, new byte[1000]));
          }
          readToTheEnd(party);
        } catch (IOException e) {
          // reset, as it should
        }
      }
      attacked.awaitClosed(before + 2, BROKEN);
      assertThat(attacked.relay().meter(SUCCESS)).isEqualTo(served);
    }
  }

  /** Party 0 meets party 1, and so has read all that comes behind its handshake. */
  private void meet(AttackedRelay attacked, SSLContext tls, String protocol) throws Exception {
    try (HandDrivenParty one =
            HandDrivenParty.request(attacked.port(), pki.outerTls("user1", "1"), "0", "met");
        HandDrivenParty zero =
            HandDrivenParty.request(attacked.port(), tls, "1", "met", protocol)) {
      assertThat(zero.awaitReady()).contains("Mode");
      assertThat(one.awaitReady()).contains("Mode");
    }
    attacked.relay().awaitMeter("frelay_connections_open", 2);
  }

  private static void readToTheEnd(HandDrivenParty party) {
    try {
      while (party.readSome(1 << 14).length > 0) {
        // what it says before it is told that this is nobody
      }
    } catch (IOException e) {
      // reset
    }
  }

  private static byte[] record(int type, byte[] content) {
    return ByteBuffer.allocate(TlsRecord.HEADER + content.length)
        .put((byte) type)
        .putShort((short) 0x303)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /** With the extension that announces it (RFC 8446, 4.2.10), which has no content. */
  private static byte[] withEarlyData(byte[] hello) {
    byte[] more = Arrays.copyOf(hello, hello.length + 4);
    ByteBuffer record = ByteBuffer.wrap(more);
    record.putShort(hello.length, (short) EARLY_DATA);
    record.putShort(3, (short) (record.getShort(3) + 4));
    record.putShort(7, (short) (record.getShort(7) + 4)); // the lower bytes of a length of three
    int at = TlsRecord.HEADER + 4 + 2 + 32;
    at += 1 + (more[at] & 0xff); // session
    at += 2 + (record.getShort(at) & 0xffff); // cipher suites
    at += 1 + (more[at] & 0xff); // compression
    record.putShort(at, (short) (record.getShort(at) + 4));
    return more;
  }
}
