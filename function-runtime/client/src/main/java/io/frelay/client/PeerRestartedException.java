package io.frelay.client;

/**
 * The peer is there again but knows nothing of the session: its process was restarted, and what it
 * had received is lost with it. {@link #counts} says what it had confirmed before.
 */
public final class PeerRestartedException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final transient SessionCounts counts;

  public PeerRestartedException(String peer, SessionCounts counts) {
    super(
        "party %s was restarted and knows nothing of this session; %s; connect again to begin anew"
            .formatted(peer, counts),
        null);
    this.counts = counts;
  }

  /** Returns how far the session was. */
  public SessionCounts counts() {
    return counts;
  }
}
