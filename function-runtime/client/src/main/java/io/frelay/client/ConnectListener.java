package io.frelay.client;

/**
 * Told of each {@link FrelayClient#connect(String, String, String, java.time.Duration)}, on the
 * thread that calls it.
 */
public interface ConnectListener {
  /** A session stands. */
  void connected(SessionFacts facts);

  /** None came about. */
  void failed(FrelayException failure);
}
