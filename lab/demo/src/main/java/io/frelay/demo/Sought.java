package io.frelay.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Patterns that the tap searches for: secrets that must not occur, and names that must occur, which
 * proves that the search works.
 */
final class Sought {
  private final List<byte[]> secrets = new ArrayList<>();
  private final int keys;
  private final int sentences;
  private final int markers;

  Sought(List<byte[]> markers, DemoCertificates certificates) throws DemoFailure {
    secrets.addAll(markers);
    for (Dialogue.Round round : Dialogue.ROUNDS) {
      secrets.add(round.question().getBytes(StandardCharsets.UTF_8));
      secrets.add(round.answer().getBytes(StandardCharsets.UTF_8));
    }
    secrets.add(Dialogue.BULK_TEXT.getBytes(StandardCharsets.UTF_8));
    for (Path key : certificates.keys()) {
      String body = DemoCertificates.text(key).replaceAll("-----[^-]+-----", "").strip();
      secrets.add(secretPart(key, body));
      // The line that holds most of the secret; the first one begins alike in all keys.
      secrets.add(body.lines().skip(1).findFirst().orElse(body).getBytes(StandardCharsets.UTF_8));
    }
    this.markers = markers.size();
    this.sentences = 2 * Dialogue.ROUNDS.size() + 1;
    this.keys = certificates.keys().size();
  }

  /** The number that is the secret of an EC key. */
  private static byte[] secretPart(Path file, String body) throws DemoFailure {
    try {
      var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
      var key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
      byte[] number = key.getS().toByteArray();
      return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    } catch (GeneralSecurityException e) {
      throw new DemoFailure(file + " is no EC key: " + e.getMessage());
    }
  }

  /** All patterns: the secrets, and behind them the three names. */
  List<byte[]> patterns() {
    List<byte[]> all = new ArrayList<>(secrets);
    all.add(serverName("frelay"));
    all.add(serverName("0"));
    all.add(serverName("1"));
    return all;
  }

  /** The extension of a ClientHello that carries a name in clear (RFC 6066, section 3). */
  private static byte[] serverName(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(text.length + 9)
        .putShort((short) 0)
        .putShort((short) (text.length + 5))
        .putShort((short) (text.length + 3))
        .put((byte) 0)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  /** Number of occurrences of secrets. */
  long secretsFound(Tap tap) {
    long found = 0;
    for (int i = 0; i < secrets.size(); i++) {
      found += found(tap, i);
    }
    return found;
  }

  /** True if the relay's name passed in clear, in the outer ClientHello. */
  boolean relayNameFound(Tap tap) {
    return found(tap, secrets.size()) > 0;
  }

  /** The name of a party that passed in clear, which is the inner ClientHello; empty if none. */
  String partyNameFound(Tap tap) {
    if (found(tap, secrets.size() + 1) > 0) {
      return "0";
    }
    return found(tap, secrets.size() + 2) > 0 ? "1" : "";
  }

  private static long found(Tap tap, int pattern) {
    return tap.toRelay().search.found(pattern) + tap.fromRelay().search.found(pattern);
  }

  /** Such as {@code 2 markers, 7 sentences, 7 private keys}. */
  String describe() {
    return "%d random markers, %d sentences, %d private keys (raw and as PEM)"
        .formatted(markers, sentences, keys);
  }
}
