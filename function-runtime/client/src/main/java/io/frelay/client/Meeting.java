package io.frelay.client;

import java.time.Duration;

/** Where a session gets its next connection from. */
interface Meeting {
  /** What the parties have met by in the first place. */
  String tag();

  /**
   * Meets the peer again.
   *
   * @param turn ended once the peer can be waited for
   * @param tag where
   * @param patience how long to wait there for the peer; none for whoever meets it only if it waits
   *     there itself, and takes nobody's place
   * @param timeout how long the whole call may take, with all that comes before and after; more
   *     than the patience where a crowd may keep the relay busy
   */
  Encounter at(Turn turn, String tag, Duration patience, Duration timeout)
      throws FrelayException, InterruptedException;

  /** Whether a call of this process waits where the parties met in the first place. */
  boolean isTagInUse();
}
