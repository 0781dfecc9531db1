package io.frelay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TapTest {
  private static final byte[] QUESTION = "a secret in clear".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANSWER = "another one".getBytes(StandardCharsets.UTF_8);

  @Test
  void forwardsBothWaysWithHalfCloseAndFindsWhatIsInClear() throws Exception {
    try (ServerSocket relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Tap tap =
            new Tap(
                new InetSocketAddress(relay.getInetAddress(), relay.getLocalPort()),
                List.of(QUESTION, ANSWER));
        Socket party = new Socket(InetAddress.getLoopbackAddress(), tap.port());
        Socket atRelay = relay.accept()) {
      party.getOutputStream().write(QUESTION);
      party.shutdownOutput();
      assertThat(atRelay.getInputStream().readAllBytes()).isEqualTo(QUESTION);
      atRelay.getOutputStream().write(ANSWER);
      atRelay.shutdownOutput();
      assertThat(party.getInputStream().readAllBytes()).isEqualTo(ANSWER);
      tap.awaitEnd(10_000);

      assertThat(tap.toRelay().search.found(0)).isEqualTo(1);
      assertThat(tap.toRelay().search.found(1)).isZero();
      assertThat(tap.fromRelay().search.found(1)).isEqualTo(1);
      assertThat(tap.toRelay().records.isOnlyTls()).as("plain text is no TLS").isFalse();
    }
  }
}
