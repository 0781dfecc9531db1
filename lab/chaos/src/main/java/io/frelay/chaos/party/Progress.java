package io.frelay.chaos.party;

import java.util.Arrays;
import java.util.List;

/**
 * Present progress of a session.
 *
 * @param key of the own stream; 0 while there is no session
 * @param peerKey of the stream that comes; 0 before it has begun
 * @param sent bytes of the own stream
 * @param received bytes of the peer's
 * @param resumptions how many times it was taken up again, all sessions of this number together
 */
public record Progress(long key, long peerKey, long sent, long received, int resumptions) {
  static final Progress NONE = new Progress(0, 0, 0, 0, 0);

  String encode() {
    return "%d:%d:%d:%d:%d".formatted(key, peerKey, sent, received, resumptions);
  }

  static List<Progress> decodeAll(String line) {
    return Arrays.stream(line.strip().split(" ", -1)).map(Progress::decode).toList();
  }

  private static Progress decode(String text) {
    long[] n = Arrays.stream(text.split(":", -1)).mapToLong(Long::parseLong).toArray();
    return new Progress(n[0], n[1], n[2], n[3], (int) n[4]);
  }

  /**
   * True if data that this party sent after {@code earlier} has reached {@code peer}, or some data
   * of a session that has begun since.
   */
  public boolean hasReached(Progress peer, Progress earlier) {
    if (key == 0 || peer.peerKey != key) {
      return false;
    }
    return key == earlier.key
        ? peer.received > earlier.sent
        : peer.received > StreamCheck.KEY_BYTES;
  }
}
