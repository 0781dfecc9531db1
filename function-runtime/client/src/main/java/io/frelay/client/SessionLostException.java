package io.frelay.client;

/**
 * A session that survives its connections did not survive this time: the peer did not come back
 * within the reconnect timeout, or broke the session off. {@link #counts} says what had arrived.
 */
public final class SessionLostException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final transient SessionCounts counts;

  public SessionLostException(String message, SessionCounts counts, Throwable cause) {
    super(message + "; " + counts, cause);
    this.counts = counts;
  }

  /** Returns how far the session was. */
  public SessionCounts counts() {
    return counts;
  }
}
