package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import io.frelay.client.SessionFacts;
import io.frelay.protocol.Printable;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Work of both parties in one session of a {@code TEST}. The TLS client asks, so the two need not
 * agree on it beforehand.
 */
final class Trial {
  private static final int HELLO_BYTES = 512;

  private final Settings settings;
  private final String self;

  Trial(Settings settings, String self) {
    this.settings = settings;
    this.self = self;
  }

  /** Both say what they are about to do, and go on only if it is the same. */
  void agree(PeerConnection connection) throws IOException {
    String ours =
        "TEST=%s CONN=%d BYTES=%d ROUNDS=%d"
            .formatted(
                settings.test().name().toLowerCase(Locale.ROOT),
                settings.conn(),
                settings.bytes(),
                settings.rounds());
    connection.messages().send(ours.getBytes(StandardCharsets.UTF_8));
    String theirs =
        new String(
            connection
                .messages(HELLO_BYTES)
                .receive()
                .orElseThrow(() -> new IOException("the peer ended the session at once")),
            StandardCharsets.UTF_8);
    if (!theirs.equals(ours)) {
      throw new IOException(
          "party %s runs '%s' and this party runs '%s'; give both the same variables"
              .formatted(connection.peer().name(), printable(theirs), ours));
    }
  }

  private static String printable(String text) {
    return Printable.of(text);
  }

  /** True if this side asks and the other answers. */
  static boolean asks(PeerConnection connection) {
    return connection.facts().role() == Role.CLIENT;
  }

  /** {@code TEST} absent: who met whom, and how. */
  String hello(PeerConnection connection) throws IOException {
    SessionFacts facts = connection.facts();
    String where =
        facts
            .relay()
            .map(
                relay ->
                    "through the relay %s (outer %s, protocol version %d)"
                        .formatted(
                            relay.address(), relay.tls().protocol(), relay.protocolVersion()))
            .orElse("directly");
    return "party %s met party %s %s: end to end %s %s, we are the TLS %s"
        .formatted(
            self,
            connection.peer().name(),
            where,
            facts.endToEnd().protocol(),
            facts.endToEnd().cipherSuite(),
            facts.role().name().toLowerCase(Locale.ROOT));
  }
}
