package io.frelay.relay.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedGroupsTest {
  private final RankedGroups<String, Integer> groups = new RankedGroups<>();

  @Test
  void theLargestGroupAndItsOldestMember() {
    assertThat(groups.largest()).isEmpty();
    groups.add("a", 1);
    groups.add("b", 2);
    groups.add("b", 3);
    assertThat(groups.largest()).contains("b");
    assertThat(groups.oldest("b")).contains(2);
    groups.remove("b", 2);
    groups.remove("b", 3);
    assertThat(groups.largest()).contains("a");
    assertThat(groups.oldest("b")).isEmpty();
    assertThat(groups.size()).isEqualTo(1);
  }

  @Test
  void whoIsThereTwiceOrNotAtAllCountsOnceOrNotAtAll() {
    groups.add("a", 1);
    groups.add("a", 1);
    groups.remove("a", 2);
    groups.remove("b", 1);
    assertThat(groups.size("a")).isEqualTo(1);
    groups.remove("a", 1);
    groups.remove("a", 1);
    assertThat(groups.size()).isZero();
    assertThat(groups.largest()).isEmpty();
  }

  /** Against counting anew. */
  @Test
  void afterManyStepsItStillKnows() {
    Random random = new Random(1);
    Map<String, Deque<Integer>> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = "k" + random.nextInt(20);
      Deque<Integer> group = model.computeIfAbsent(key, none -> new ArrayDeque<>());
      if (random.nextInt(100) < 52) {
        group.addLast(i);
        groups.add(key, i);
      } else if (!group.isEmpty()) {
        int member = random.nextBoolean() ? group.removeFirst() : group.removeLast();
        groups.remove(key, member);
      }
      int most = model.values().stream().mapToInt(Deque::size).max().orElse(0);
      assertThat(groups.largest().map(groups::size).orElse(0)).isEqualTo(most);
      assertThat(groups.oldest(key).orElse(-1))
          .isEqualTo(group.isEmpty() ? -1 : (int) group.peekFirst());
    }
    assertThat(groups.size()).isEqualTo(model.values().stream().mapToInt(Deque::size).sum());
  }
}
