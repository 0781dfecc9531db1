package io.frelay.bench.load;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What two joined parties say to each other: exchange after exchange, the one that came first
 * begins.
 */
record Conversation(List<Exchange> exchanges) {
  /** So many bytes one way and, when they are all there, so many back. */
  record Exchange(int out, int back) {}

  /** Proof that two are joined. */
  static final Conversation BYTE = new Conversation(List.of(new Exchange(1, 1)));

  /**
   * The flights of an end-to-end TLS 1.3 handshake with P-256 certificates, by their sizes: the
   * relay cannot tell them from real ones, and they cost the generator no arithmetic.
   */
  private static final List<Exchange> HANDSHAKE =
      List.of(new Exchange(260, 1150), new Exchange(950, 100));

  /** A threshold signature: five short round trips. */
  static final Conversation SIGNING =
      after(HANDSHAKE, Collections.nCopies(5, new Exchange(200, 200)));

  /** A threshold decryption of a large object: about 1 MB each way. */
  static final Conversation DECRYPT = after(HANDSHAKE, List.of(new Exchange(1_000_000, 1_000_000)));

  private static Conversation after(List<Exchange> first, List<Exchange> then) {
    return new Conversation(Stream.concat(first.stream(), then.stream()).toList());
  }

  static Conversation named(String name) {
    return switch (name) {
      case "byte" -> BYTE;
      case "signing" -> SIGNING;
      case "decrypt" -> DECRYPT;
      default -> throw new IllegalArgumentException("no conversation is called " + name);
    };
  }
}
