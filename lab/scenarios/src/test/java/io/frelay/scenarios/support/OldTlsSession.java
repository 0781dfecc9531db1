package io.frelay.scenarios.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.TlsRecord;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;

/** Earlier TLS session that a ClientHello asks to resume. */
public final class OldTlsSession {
  private static final int PRE_SHARED_KEY = 41;
  private static final int SUPPORTED_VERSIONS = 43;

  private OldTlsSession() {}

  /** Comes with one, and is turned away in the handshake all the same. */
  public static void assertOfNoUse(RelayProcess relay, SSLContext tls, String protocol)
      throws Exception {
    try (HandDrivenParty again = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      byte[] hello = again.clientHello();
      assertThat(isNamedIn(hello)).isTrue();
      again.send(hello);
      assertThat(again.isTurnedAwayInHandshake()).isTrue();
    }
  }

  /** True if it names an earlier session: by its id or ticket, or a key (RFC 8446, 4.2.11). */
  public static boolean isNamedIn(byte[] hello) {
    ByteBuffer in = ByteBuffer.wrap(hello);
    int at = TlsRecord.HEADER + 4 + 2 + 32;
    boolean session = hello[at] > 0;
    at += 1 + (hello[at] & 0xff);
    at += 2 + (in.getShort(at) & 0xffff); // cipher suites
    at += 1 + (hello[at] & 0xff) + 2; // compression, and the length of the extensions
    boolean version13 = false;
    boolean key = false;
    while (at < hello.length) {
      version13 |= in.getShort(at) == SUPPORTED_VERSIONS && hello[at + 6] == 4;
      key |= in.getShort(at) == PRE_SHARED_KEY;
      at += 4 + (in.getShort(at + 2) & 0xffff);
    }
    return version13 ? key : session;
  }
}
