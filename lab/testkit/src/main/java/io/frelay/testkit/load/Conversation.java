package io.frelay.testkit.load;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Exchanges of two joined parties, one after the other; the party that arrived first begins. */
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
      List.of(new Exchange(LoadHellos.LENGTH, 1150), new Exchange(950, 100));

  /** The same after an early ClientHello, for which the first is the server. */
  private static final List<Exchange> EARLY_HANDSHAKE = List.of(new Exchange(1150, 950));

  /** A threshold signature: five short round trips. */
  private static final List<Exchange> SIGNING = Collections.nCopies(5, new Exchange(200, 200));

  /** A threshold decryption of a large object: about 1 MB each way. */
  private static final List<Exchange> DECRYPT = List.of(new Exchange(1_000_000, 1_000_000));

  private static Conversation secured(int version, List<Exchange> talk) {
    List<Exchange> handshake = version == 1 ? HANDSHAKE : EARLY_HANDSHAKE;
    return new Conversation(Stream.concat(handshake.stream(), talk.stream()).toList());
  }

  /** As parties of that version of the protocol hold it. */
  static Conversation named(String name, int version) {
    return switch (name) {
      case "byte" -> BYTE;
      case "signing" -> secured(version, SIGNING);
      case "decrypt" -> secured(version, DECRYPT);
      default -> throw new IllegalArgumentException("no conversation is called " + name);
    };
  }
}
