package io.frelay.client;

/**
 * The end-to-end TLS with the peer failed. In TLS 1.3 the client side completes before the server
 * has judged its certificate, so a first read can throw this too.
 */
public final class PeerTlsException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean peerVanished;

  public PeerTlsException(String message, boolean peerVanished, Throwable cause) {
    super(message, cause);
    this.peerVanished = peerVanished;
  }

  /** A crashed peer leaves a dead connection waiting; the next attempt meets its successor. */
  @Override
  public boolean isRetryable() {
    return peerVanished;
  }
}
