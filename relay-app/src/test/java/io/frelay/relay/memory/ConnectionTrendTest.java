package io.frelay.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.memory.ConnectionTrend.Change;
import org.junit.jupiter.api.Test;

class ConnectionTrendTest {
  private final ConnectionTrend trend = new ConnectionTrend();

  @Test
  void isLowOnceWhenThreeQuartersHaveGone() {
    assertThat(trend.look(8_000)).isEqualTo(Change.MOVED);
    assertThat(trend.look(2_001)).isEqualTo(Change.MOVED);
    assertThat(trend.look(2_000)).isEqualTo(Change.LOW);
    assertThat(trend.look(2_000)).as("said already").isEqualTo(Change.NONE);
  }

  @Test
  void fewAreNotWorthIt() {
    assertThat(trend.look(999)).isEqualTo(Change.NONE);
    assertThat(trend.look(0)).isEqualTo(Change.NONE);
    assertThat(trend.look(1_000)).isEqualTo(Change.MOVED);
    assertThat(trend.look(1)).isEqualTo(Change.NONE);
    assertThat(trend.look(0)).isEqualTo(Change.LOW);
  }

  @Test
  void slowMovementsAddUp() {
    assertThat(trend.look(600)).isEqualTo(Change.NONE);
    assertThat(trend.look(1_200)).isEqualTo(Change.MOVED);
    assertThat(trend.look(700)).isEqualTo(Change.NONE);
  }

  @Test
  void afterAnEbbAllCountsAnew() {
    trend.look(8_000);
    assertThat(trend.look(1_500)).isEqualTo(Change.LOW);
    rest(1_500);
    assertThat(trend.look(600)).as("no thousand fewer since").isEqualTo(Change.NONE);
    assertThat(trend.look(375)).as("a quarter of those left").isEqualTo(Change.LOW);
  }

  @Test
  void lowsAreFarBetweenHoweverOftenConnectionsComeAndGo() {
    int lows = 0;
    for (int i = 0; i < 10 * ConnectionTrend.REST; i++) {
      trend.look(4_000);
      lows += trend.look(0) == Change.LOW ? 1 : 0;
    }
    assertThat(lows).isEqualTo(20);
  }

  @Test
  void anEbbThatCameTooEarlyIsNotForgotten() {
    trend.look(4_000);
    assertThat(trend.look(0)).isEqualTo(Change.LOW);
    assertThat(trend.look(4_000)).isEqualTo(Change.MOVED);
    assertThat(trend.look(0)).isEqualTo(Change.MOVED);
    for (int i = 3; i < ConnectionTrend.REST; i++) {
      assertThat(trend.look(0)).isEqualTo(Change.NONE);
    }
    assertThat(trend.look(0)).isEqualTo(Change.LOW);
  }

  private void rest(int connections) {
    for (int i = 1; i < ConnectionTrend.REST; i++) {
      assertThat(trend.look(connections)).isEqualTo(Change.NONE);
    }
  }
}
