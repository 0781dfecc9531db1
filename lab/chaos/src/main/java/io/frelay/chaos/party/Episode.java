package io.frelay.chaos.party;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One session as one of its parties saw it, from its beginning to its end.
 *
 * @param session its number; all episodes of one number have the same tag
 * @param key of the own stream
 * @param peerKey of the stream that came; 0 if nothing came
 * @param sent bytes of the own stream
 * @param confirmed how many of them the peer had confirmed
 * @param received bytes of the peer's stream
 * @param lost bytes that are missing in what came
 * @param repeated bytes that came once more
 * @param garbled bytes of no place in that stream
 * @param resumptions how many times it was taken up again
 * @param gapMillis the longest time that a read took
 * @param end {@value #CLEAN}, or the exception that ended it
 */
public record Episode(
    int session,
    long key,
    long peerKey,
    long sent,
    long confirmed,
    long received,
    long lost,
    long repeated,
    long garbled,
    int resumptions,
    long gapMillis,
    String end) {
  public static final String CLEAN = "clean";

  /** True if both streams reached their ends. */
  public boolean isClean() {
    return end.equals(CLEAN);
  }

  /** One line; the end is the last, since it may contain anything. */
  String encode() {
    return "session=%d key=%d peerKey=%d sent=%d confirmed=%d received=%d lost=%d repeated=%d"
            .formatted(session, key, peerKey, sent, confirmed, received, lost, repeated)
        + " garbled=%d resumptions=%d gap=%d end=%s"
            .formatted(garbled, resumptions, gapMillis, end.replaceAll("\\s+", " "));
  }

  static Episode decode(String line) {
    String[] parts = line.split(" end=", 2);
    Map<String, Long> numbers =
        Arrays.stream(parts[0].split(" ", -1))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    return new Episode(
        numbers.get("session").intValue(),
        numbers.get("key"),
        numbers.get("peerKey"),
        numbers.get("sent"),
        numbers.get("confirmed"),
        numbers.get("received"),
        numbers.get("lost"),
        numbers.get("repeated"),
        numbers.get("garbled"),
        numbers.get("resumptions").intValue(),
        numbers.get("gap"),
        parts[1]);
  }
}
