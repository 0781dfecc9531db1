package io.frelay.testkit.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures candidates in alternation: every round has every candidate once, each round in another
 * order, so that what else the machine does, and what a predecessor leaves behind, hits all alike.
 */
public final class Rounds {
  private Rounds() {}

  /** Measurement of one candidate in one round. */
  public interface Measurement<C> {
    /**
     * Measures once.
     *
     * @param round from 0
     */
    void measure(int round, C candidate) throws Exception;
  }

  /** Runs {@code rounds} rounds. The orders are the same in every run. */
  public static <C> void alternate(int rounds, List<C> candidates, Measurement<C> measurement)
      throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < rounds; round++) {
      List<C> order = new ArrayList<>(candidates);
      if (round > 0) {
        Collections.shuffle(order, random);
      }
      for (C candidate : order) {
        measurement.measure(round, candidate);
      }
    }
  }
}
