package io.frelay.function.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One call of all parties that the application plays: what each takes, and what it gives. */
final class PlayedCall {
  private final Map<String, String> inputs;
  private final Map<String, String> outcomes = new ConcurrentHashMap<>();
  private final CountDownLatch missing;

  /**
   * @param inputs JSON by party
   */
  PlayedCall(Map<String, String> inputs) {
    this.inputs = Map.copyOf(inputs);
    this.missing = new CountDownLatch(inputs.size());
  }

  Optional<String> input(String party) {
    return Optional.ofNullable(inputs.get(party));
  }

  /** A party has ended: with its output as JSON, or its error as JSON. */
  void ended(String party, String outcome) {
    outcomes.put(party, outcome);
    missing.countDown();
  }

  /** The outcomes that there are by then at the latest. */
  Map<String, String> outcomes(Duration timeout) throws InterruptedException {
    boolean unused = missing.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return Map.copyOf(outcomes);
  }
}
