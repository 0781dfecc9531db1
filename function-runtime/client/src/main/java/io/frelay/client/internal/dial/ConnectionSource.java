package io.frelay.client.internal.dial;

import io.frelay.client.FrelayException;
import java.time.Duration;

/** Source of a session's next connections. */
public interface ConnectionSource {
  /** The tag by which the parties met in the first place. */
  String tag();

  /**
   * Meets the peer again.
   *
   * @param permit ended once the peer can be waited for
   * @param tag where
   * @param peerTimeout how long to wait there for the peer; none for whoever meets it only if it
   *     waits there itself, and takes nobody's place
   * @param timeout how long the whole call may take, with all that comes before and after; more
   *     than that where a crowd may keep the relay busy
   */
  EstablishedConnection at(
      ReconnectPermit permit, String tag, Duration peerTimeout, Duration timeout)
      throws FrelayException, InterruptedException;

  /** Returns what a session waits for before it goes to meet its peer again at a tag. */
  ReconnectPermit permit(String tag);

  /** Returns whether a call waits where the parties met in the first place. */
  boolean isTagInUse();
}
