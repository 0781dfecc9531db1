package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.runtime.warm.WarmSimulation.Weather;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of histories of two parties, each repeatable by its seed. */
class WarmSimulationTest {
  private static final int HISTORIES = 5_000;

  private int warmUses;
  private int givenUp;

  private WarmSimulation history(long seed, Weather weather) {
    WarmSimulation history = new WarmSimulation(seed);
    try {
      history.run(weather);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
    warmUses += history.warmUses();
    givenUp += history.givenUp();
    return history;
  }

  @ParameterizedTest
  @EnumSource(names = {"CALM", "HESITANT"})
  void aUseBeginsForBothOrForNeither(Weather weather) {
    for (long seed = 0; seed < HISTORIES; seed++) {
      WarmSimulation history = history(seed, weather);
      assertThat(history.halfUses()).as("begun by one, seed %d", seed).isEmpty();
      assertThat(history.allEnded()).as("all invocations ended, seed %d", seed).isTrue();
    }
    assertThat(warmUses).isGreaterThan(HISTORIES);
    assertThat(givenUp).isGreaterThan(HISTORIES);
  }

  @Test
  void whateverFreezesOrDiesNothingIsMixedUpOrHangs() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      WarmSimulation history = history(seed, Weather.STORMY);
      assertThat(history.nobodyHangs()).as("nobody hangs, seed %d", seed).isTrue();
    }
    assertThat(warmUses).isGreaterThan(HISTORIES);
    assertThat(givenUp).isGreaterThan(HISTORIES);
  }
}
