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

  /** Another connection is open: there is time for the rest and the farewell over it. */
  void opened(ClockReading now) {
    lingersSince = now;
  }

  /**
   * How much longer: for what the peer has not, as long as for a lost connection; for a mere
   * farewell only a moment.
   *
   * @param wanting whether no connection is open, and the peer has not all
   */
  Duration left(boolean wanting, ClockReading now) {
    return wanting
        ? patience.minus(now.since(since))
        : PeerConnection.LINGER.minus(now.since(lingersSince));
  }

  /** Nobody waits any more, and the session goes on for the peer's sake alone. */
  void stay() {
    staying = true;
  }

  boolean isStaying() {
    return staying;
  }
}
