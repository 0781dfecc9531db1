package io.frelay.client.internal.dial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.client.RelayAddress;
import io.frelay.protocol.Sha256;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Order in which the parties of a session try several relays, by rendezvous hashing: the same at
 * both ends, and another for other sessions, so that the relays share the load (Thaler and
 * Ravishankar, "Using name-based mappings to increase hit rates", 1998). docs/protocol.md has the
 * bytes.
 */
final class RelayOrder {
  private RelayOrder() {}

  /**
   * Sorts relays, the best first.
   *
   * @param relays as both parties name them, in any order
   * @param party one end
   * @param peer the other
   */
  static List<RelayAddress> of(List<RelayAddress> relays, String party, String peer, String tag) {
    if (relays.size() == 1) {
      return relays;
    }
    boolean first = Arrays.compareUnsigned(party.getBytes(UTF_8), peer.getBytes(UTF_8)) <= 0;
    String session = String.join("\0", first ? party : peer, first ? peer : party, tag);
    return relays.stream()
        .map(relay -> new Ranked(relay, Sha256.of((relay + "\0" + session).getBytes(UTF_8))))
        .sorted(Comparator.comparing(Ranked::weight, Arrays::compareUnsigned).reversed())
        .map(Ranked::relay)
        .toList();
  }

  @SuppressWarnings("ArrayRecordComponent") // compared as bytes, by compareUnsigned
  private record Ranked(RelayAddress relay, byte[] weight) {}
}
