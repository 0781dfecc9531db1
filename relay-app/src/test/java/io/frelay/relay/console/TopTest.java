package io.frelay.relay.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopTest {
  private static Top<Integer> top(List<Integer> of) {
    Top<Integer> top = new Top<>(3, Comparator.naturalOrder());
    of.forEach(top::add);
    return top;
  }

  @Test
  void allAreKeptWhereThereAreFew() {
    assertThat(top(List.of()).inOrder()).isEmpty();
    assertThat(top(List.of(7, 3)).inOrder()).containsExactly(3, 7);
  }

  @Test
  void theFirstAreKeptInWhateverOrderTheyCome() {
    List<Integer> all = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(all, random);
      assertThat(top(all).inOrder()).containsExactly(0, 1, 2);
    }
  }

  @Test
  void equalsAreAsManyAsTheyAre() {
    assertThat(top(List.of(5, 5, 4, 5, 5)).inOrder()).containsExactly(4, 5, 5);
  }
}
