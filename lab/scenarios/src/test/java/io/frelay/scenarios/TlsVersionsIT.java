package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS 1.2 and 1.3, nothing older. */
class TlsVersionsIT {
  private static final int ALERT = 21;
  private static final int PROTOCOL_VERSION = 70;

  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theseAreSpoken(String protocol) throws Exception {
    try (HandDrivenParty party = HandDrivenParty.connect(relay, "0", protocol)) {
      party.handshake();
      assertThat(party.protocol()).isEqualTo(protocol);
    }
  }

  /** By hand: no JDK of today lets one try. */
  @ParameterizedTest
  @ValueSource(ints = {0x0300, 0x0301, 0x0302})
  void olderOnesAreRefusedByAnAlert(int version) throws Exception {
    double before = relay.closed("handshake_failed");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(clientHello(version));
      InputStream in = socket.getInputStream();
      byte[] alert = in.readNBytes(7);
      assertThat(alert[0]).as(HexFormat.of().formatHex(alert)).isEqualTo((byte) ALERT);
      assertThat(alert[6]).isEqualTo((byte) PROTOCOL_VERSION);
      assertThat(in.read()).isEqualTo(-1);
    }
    relay.awaitClosed("handshake_failed", before);
  }

  /** RFC 4346, 7.4.1.2: no session, four cipher suites of the time, no extension. */
  private static byte[] clientHello(int version) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream hello = new DataOutputStream(body);
    hello.writeShort(version);
    hello.write(new byte[32]);
    hello.writeByte(0);
    hello.writeShort(8);
    hello.write(HexFormat.of().parseHex("c009c013002f0035"));
    hello.writeShort(0x0100);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream record = new DataOutputStream(bytes);
    record.writeByte(22);
    record.writeShort(0x0301);
    record.writeShort(body.size() + 4);
    record.writeInt(0x01000000 | body.size());
    body.writeTo(record);
    return bytes.toByteArray();
  }
}
