package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Two parties, a relay and a network in which everything happens that can happen, in thousands of
 * orders. More of them: {@code -Dfrelay.simulations=1000000}; one of them again: {@code
 * -Dfrelay.simulation.seed=...}.
 */
class SessionSimulationTest {
  private static final long MANY = Long.getLong("frelay.simulations", 6_000);
  private static final Long ONE = Long.getLong("frelay.simulation.seed");

  @Test
  void nothingIsLostRepeatedOrMixedUpWhateverHappens() {
    LongStream seeds = ONE == null ? LongStream.range(0, MANY) : LongStream.of(ONE);
    assertThat(
            seeds
                .parallel()
                .mapToObj(SessionSimulationTest::fault)
                .flatMap(Optional::stream)
                .findAny())
        .isEmpty();
  }

  private static Optional<String> fault(long seed) {
    try {
      new SimulatedSchedule(seed).run();
      return Optional.empty();
    } catch (RuntimeException | AssertionError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return Optional.of("-Dfrelay.simulation.seed=" + seed + ": " + trace);
    }
  }
}
