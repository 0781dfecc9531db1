package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import java.time.Duration;

/**
 * Peer to meet, and the time for it.
 *
 * @param peerTimeout for the peer to come, once the relay has the request; may be none
 * @param timeout of the whole call
 * @param deadline of this attempt
 * @param isLast whether there is no time for another one behind it
 * @param takesPrepared whether a connection that stands ready may be used
 * @param permit when to go
 */
record AttemptTarget(
    String peer,
    String tag,
    Duration peerTimeout,
    Duration timeout,
    Deadline deadline,
    boolean isLast,
    boolean takesPrepared,
    ReconnectPermit permit) {
  /**
   * The same for one relay of several.
   *
   * @param forPeer how much of the time for the peer is for this one
   * @param ofRound whether the round ends with it
   */
  AttemptTarget part(Duration part, Duration forPeer, boolean ofRound) {
    boolean last = part.compareTo(deadline.remaining()) >= 0;
    boolean enough = ofRound && peerTimeout.compareTo(timeout) < 0;
    return new AttemptTarget(
        peer, tag, forPeer, timeout, deadline.orIn(part), last || enough, takesPrepared, permit);
  }
}
