package io.frelay.client;

import java.time.Duration;

/** Where a session gets its next connection from. */
interface Meeting {
  /** What the parties have met by in the first place. */
  String tag();

  /**
   * Meets the peer.
   *
   * @param tag where
   * @param timeout how long the whole call may take
   */
  Encounter at(String tag, Duration timeout) throws FrelayException, InterruptedException;

  /** Whether a call of this process waits where the parties met in the first place. */
  boolean isTagInUse();
}
