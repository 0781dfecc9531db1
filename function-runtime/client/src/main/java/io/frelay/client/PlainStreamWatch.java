package io.frelay.client;

import io.frelay.client.internal.streams.StreamsEngine;
import java.io.IOException;

/**
 * Finds out that the peer's program uses named streams where this one reads the session's own
 * stream. Used by whoever reads.
 */
final class PlainStreamWatch {
  private final String peer;
  private int same; // first bytes that were those of named streams
  private boolean isOver;

  /**
   * @param isNeeded whether the peer knows named streams
   */
  PlainStreamWatch(String peer, boolean isNeeded) {
    this.peer = peer;
    isOver = !isNeeded;
  }

  /** Looks at the next bytes that came. */
  void came(byte[] bytes, int offset, int count) throws IOException {
    for (int i = 0; !isOver && i < count; i++) {
      isOver = bytes[offset + i] != StreamsEngine.PREFACE[same++];
      if (!isOver && same == StreamsEngine.PREFACE.length) {
        same--; // every further read fails, too
        throw new IOException(
            "party %s uses named streams, and this program the session's own stream"
                .formatted(peer));
      }
    }
  }
}
