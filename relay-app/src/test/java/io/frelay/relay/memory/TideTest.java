package io.frelay.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.memory.Tide.Turn;
import org.junit.jupiter.api.Test;

class TideTest {
  private final Tide tide = new Tide();

  @Test
  void isLowOnceWhenThreeQuartersHaveGone() {
    assertThat(tide.look(8_000)).isEqualTo(Turn.MOVED);
    assertThat(tide.look(2_001)).isEqualTo(Turn.MOVED);
    assertThat(tide.look(2_000)).isEqualTo(Turn.LOW);
    assertThat(tide.look(2_000)).as("said already").isEqualTo(Turn.NONE);
  }

  @Test
  void fewAreNotWorthIt() {
    assertThat(tide.look(999)).isEqualTo(Turn.NONE);
    assertThat(tide.look(0)).isEqualTo(Turn.NONE);
    assertThat(tide.look(1_000)).isEqualTo(Turn.MOVED);
    assertThat(tide.look(1)).isEqualTo(Turn.NONE);
    assertThat(tide.look(0)).isEqualTo(Turn.LOW);
  }

  @Test
  void slowMovementsAddUp() {
    assertThat(tide.look(600)).isEqualTo(Turn.NONE);
    assertThat(tide.look(1_200)).isEqualTo(Turn.MOVED);
    assertThat(tide.look(700)).isEqualTo(Turn.NONE);
  }

  @Test
  void afterAnEbbAllCountsAnew() {
    tide.look(8_000);
    assertThat(tide.look(1_500)).isEqualTo(Turn.LOW);
    rest(1_500);
    assertThat(tide.look(600)).as("no thousand fewer since").isEqualTo(Turn.NONE);
    assertThat(tide.look(375)).as("a quarter of those left").isEqualTo(Turn.LOW);
  }

  @Test
  void ebbsAreFarBetweenHoweverOftenConnectionsComeAndGo() {
    int ebbs = 0;
    for (int i = 0; i < 10 * Tide.REST; i++) {
      tide.look(4_000);
      ebbs += tide.look(0) == Turn.LOW ? 1 : 0;
    }
    assertThat(ebbs).isEqualTo(20);
  }

  @Test
  void anEbbThatCameTooEarlyIsNotForgotten() {
    tide.look(4_000);
    assertThat(tide.look(0)).isEqualTo(Turn.LOW);
    assertThat(tide.look(4_000)).isEqualTo(Turn.MOVED);
    assertThat(tide.look(0)).isEqualTo(Turn.MOVED);
    for (int i = 3; i < Tide.REST; i++) {
      assertThat(tide.look(0)).isEqualTo(Turn.NONE);
    }
    assertThat(tide.look(0)).isEqualTo(Turn.LOW);
  }

  private void rest(int connections) {
    for (int i = 1; i < Tide.REST; i++) {
      assertThat(tide.look(connections)).isEqualTo(Turn.NONE);
    }
  }
}
