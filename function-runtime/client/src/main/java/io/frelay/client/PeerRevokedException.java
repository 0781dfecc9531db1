package io.frelay.client;

/**
 * The peer's certificate has come onto our revocation list while the session stood. The session was
 * ended here, and what had come of the peer and was not read yet is not given out any more.
 */
public final class PeerRevokedException extends FrelayException {
  private static final long serialVersionUID = 1L;

  /**
   * @param list what says so
   */
  public PeerRevokedException(String peer, Object list) {
    super(
        "the certificate of party %s has been revoked, says %s: the session was ended; the party needs a new one"
            .formatted(peer, list),
        null);
  }
}
