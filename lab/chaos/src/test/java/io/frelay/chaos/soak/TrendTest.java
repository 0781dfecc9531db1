package io.frelay.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.frelay.chaos.soak.Trend.Allowance;
import io.frelay.chaos.soak.Trend.Point;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static Trend trend(IntToDoubleFunction value, Allowance allowance) {
    List<Point> points =
        IntStream.range(0, 90).mapToObj(i -> new Point(i, value.applyAsDouble(i))).toList();
    return Trend.of("memory", "MB", points, allowance);
  }

  @Test
  void whatGrowsIsNotFlat() {
    Trend trend = trend(i -> 100 + 0.5 * i, new Allowance(0.1, 5));
    assertThat(trend.first()).isEqualTo(107.25);
    assertThat(trend.last()).isEqualTo(137.25);
    assertThat(trend.slope()).isCloseTo(1800, within(0.001));
    assertThat(trend.isFlat()).isFalse();
  }

  @Test
  void aSawOnOneLevelIsFlat() {
    assertThat(trend(i -> 100 + i % 10 * 5, new Allowance(0, 1)).isFlat()).isTrue();
  }

  @Test
  void aFewHighOnesAtTheEndAreNoTrend() {
    assertThat(trend(i -> i > 80 ? 500 : 100, new Allowance(0, 1)).isFlat()).isTrue();
  }

  @Test
  void whatShrinksIsFlat() {
    assertThat(trend(i -> 100 - i, new Allowance(0, 0)).isFlat()).isTrue();
  }
}
