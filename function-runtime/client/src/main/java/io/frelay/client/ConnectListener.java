package io.frelay.client;

/**
 * Told of each {@link FrelayClient#connect(String, String, String, java.time.Duration)}, on the
 * thread that calls it.
 */
@FunctionalInterface
public interface ConnectListener {
  /**
   * A party begins to meet a peer.
   *
   * @return told what comes of it; of an interrupt it is told nothing
   */
  Result connecting(String peer, String tag);

  /** What comes of it. */
  interface Result {
    /** A session stands. */
    void connected(SessionFacts facts);

    /** None came about. */
    void failed(FrelayException failure);
  }
}
