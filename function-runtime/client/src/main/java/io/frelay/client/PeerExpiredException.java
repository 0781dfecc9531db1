package io.frelay.client;

import java.time.Instant;

/**
 * The peer's certificate, or one between it and the CA, has expired while the session stood. The
 * session was ended here, and what had come of the peer and was not read yet is not given out any
 * more.
 */
public final class PeerExpiredException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public PeerExpiredException(String peer, Instant end) {
    super(
        "the certificate of party %s was valid until %s: the session was ended; the party needs a new one"
            .formatted(peer, end),
        null);
  }
}
