package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is no TLS gets no answer. */
class NotTlsIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: frelay\r\n\r\n",
        "{\"DestParty\":\"1\",\"Tag\":\"t\"}",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\u0000",
        "\u0017\u0003\u0003\u0000\u0010", // application data before any handshake
        "\u0016\u0003\u0001\u00ff\u00ff", // a record longer than there are
      })
  void isClosedWithoutAnAnswer(String text) throws Exception {
    double before = relay.closed("not_tls");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(bytesAnswered(socket)).isZero();
    }
    relay.awaitClosed("not_tls", before);
  }

  private static int bytesAnswered(Socket socket) throws Exception {
    try {
      return socket.getInputStream().readAllBytes().length;
    } catch (SocketException e) {
      return 0; // a reset
    }
  }
}
