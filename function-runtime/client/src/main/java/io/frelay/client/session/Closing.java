package io.frelay.client.session;

import io.frelay.client.PeerConnection;
import java.time.Duration;

/** How long whoever closes a session waits for the peer, and who stays behind. */
final class Closing {
  private final Duration patience;
  private boolean begun;
  private boolean staying;
  private ClockReading since;
  private ClockReading lingersSince;

  /**
   * @param patience how long a lost connection is worth waiting for
   */
  Closing(Duration patience) {
    this.patience = patience;
  }

  void begin(ClockReading now) {
    begun = true;
    since = now;
    lingersSince = now;
  }

  boolean hasBegun() {
    return begun;
  }

  /**
   * How much longer: for what the peer has not, as long as for a lost connection; for a mere
   * farewell only a moment.
   *
   * @param wanting whether there is no connection, and the peer has not all
   */
  Duration left(boolean wanting, ClockReading now) {
    if (wanting) {
      lingersSince = now;
      return patience.minus(now.since(since));
    }
    return PeerConnection.LINGER.minus(now.since(lingersSince));
  }

  /** Nobody waits any more, and the session goes on for the peer's sake alone. */
  void stay() {
    staying = true;
  }

  boolean isStaying() {
    return staying;
  }
}
