package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private final Crowd<String, Integer> crowd = new Crowd<>();

  @Test
  void theLargestGroupAndItsOldestMember() {
    assertThat(crowd.largest()).isEmpty();
    crowd.add("a", 1);
    crowd.add("b", 2);
    crowd.add("b", 3);
    assertThat(crowd.largest()).contains("b");
    assertThat(crowd.oldest("b")).contains(2);
    crowd.remove("b", 2);
    crowd.remove("b", 3);
    assertThat(crowd.largest()).contains("a");
    assertThat(crowd.oldest("b")).isEmpty();
    assertThat(crowd.size()).isEqualTo(1);
  }

  @Test
  void whoIsThereTwiceOrNotAtAllCountsOnceOrNotAtAll() {
    crowd.add("a", 1);
    crowd.add("a", 1);
    crowd.remove("a", 2);
    crowd.remove("b", 1);
    assertThat(crowd.size("a")).isEqualTo(1);
    crowd.remove("a", 1);
    crowd.remove("a", 1);
    assertThat(crowd.size()).isZero();
    assertThat(crowd.largest()).isEmpty();
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
        crowd.add(key, i);
      } else if (!group.isEmpty()) {
        int member = random.nextBoolean() ? group.removeFirst() : group.removeLast();
        crowd.remove(key, member);
      }
      int most = model.values().stream().mapToInt(Deque::size).max().orElse(0);
      assertThat(crowd.largest().map(crowd::size).orElse(0)).isEqualTo(most);
      assertThat(crowd.oldest(key).orElse(-1))
          .isEqualTo(group.isEmpty() ? -1 : (int) group.peekFirst());
    }
    assertThat(crowd.size()).isEqualTo(model.values().stream().mapToInt(Deque::size).sum());
  }
}
