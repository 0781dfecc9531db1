package io.frelay.client;

/**
 * Progress of a session that survives its connections.
 *
 * @param sent bytes that were written here
 * @param confirmed how many of these the peer's application has taken, as far as is known
 * @param received bytes of the peer's stream that have come
 * @param resumptions how many times it was taken up again over a new connection
 */
public record SessionCounts(long sent, long confirmed, long received, int resumptions) {
  @Override
  public String toString() {
    return "it had confirmed %d of %d bytes, %d bytes of its own had come"
        .formatted(confirmed, sent, received);
  }
}
