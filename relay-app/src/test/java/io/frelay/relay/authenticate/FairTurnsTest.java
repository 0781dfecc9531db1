package io.frelay.relay.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.authenticate.FairTurns.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairTurnsTest {
  private final FairTurns<String, String> turns = new FairTurns<>();
  private final Map<String, Long> cost = new HashMap<>();
  private final List<String> served = new ArrayList<>();

  private void add(String key, int count) {
    for (int i = 0; i < count; i++) {
      turns.add(key, Line.NEW, key + i);
    }
  }

  /** Serves so many, each at the cost of its key. */
  private void serve(int count) {
    for (int i = 0; i < count && !turns.isEmpty(Line.NEW); i++) {
      String waiter = turns.next(Line.NEW);
      String key = waiter.replaceAll("\\d", "");
      served.add(waiter);
      turns.charge(key, cost.getOrDefault(key, 1L));
    }
  }

  private int servedOf(String key) {
    return (int) served.stream().filter(each -> each.startsWith(key)).count();
  }

  @Test
  void waitersOfOneKeyComeInTheirOrder() {
    add("a", 5);
    serve(9);
    assertThat(served).containsExactly("a0", "a1", "a2", "a3", "a4");
  }

  @Test
  void whoHasBeenServedForLongLetsOthersGoFirst() {
    add("a", 1000);
    serve(500);
    add("b", 2);
    served.clear();
    serve(4);
    assertThat(servedOf("b")).isEqualTo(2);
  }

  @Test
  void turnsAreMeasuredInTimeAndNotInNumber() {
    cost.put("costly", 100L);
    add("costly", 1000);
    add("cheap", 1000);
    serve(1010);
    assertThat(servedOf("costly")).isBetween(9, 11);
  }

  @Test
  void whatIsSpentLaterCountsAsWell() {
    add("a", 10);
    add("b", 10);
    turns.charge("a", 5);
    serve(6);
    assertThat(servedOf("b")).isBetween(5, 6);
  }

  @Test
  void absenceEarnsNoCredit() {
    add("a", 1);
    add("b", 1000);
    serve(501);
    add("a", 100);
    served.clear();
    serve(100);
    assertThat(servedOf("a")).isBetween(49, 51);
  }

  @Test
  void whatNobodyMissedIsForgotten() {
    add("a", 100);
    serve(100);
    add("a", 10);
    add("b", 10);
    served.clear();
    serve(10);
    assertThat(servedOf("a")).isBetween(4, 6);
  }

  /** New keys may come for ever; whoever has waited for long is not put behind all of them. */
  @Test
  void newcomersDoNotStarveThoseWhoWait() {
    add("patient", 3);
    for (int i = 0; i < 100; i++) {
      turns.add("new" + i, Line.NEW, "new" + i);
      turns.add("other" + i, Line.NEW, "other" + i);
      String waiter = turns.next(Line.NEW);
      served.add(waiter);
      turns.charge(waiter.startsWith("patient") ? "patient" : waiter, 1000);
    }
    assertThat(servedOf("patient")).isEqualTo(3);
  }

  @Test
  void whoLeavesTakesNobodysTurn() {
    add("a", 3);
    turns.remove("a", Line.NEW, "a0");
    turns.remove("a", Line.BEGUN, "a1");
    turns.remove("b", Line.NEW, "b0");
    serve(9);
    assertThat(served).containsExactly("a1", "a2");
    assertThat(turns.isEmpty(Line.NEW)).isTrue();
  }

  @Test
  void bothLinesAreChargedToTheSameKey() {
    add("a", 10);
    add("b", 10);
    turns.add("a", Line.BEGUN, "begun");
    assertThat(turns.next(Line.BEGUN)).isEqualTo("begun");
    turns.charge("a", 4);
    serve(5);
    assertThat(servedOf("a")).isBetween(0, 1);
    assertThat(turns.isEmpty(Line.BEGUN)).isTrue();
  }

  @Test
  void anAddressThatWaitsAndIsChargedKeepsItsPlaceInBothLines() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      for (String key : List.of("a", "b", "c")) {
        turns.add(key, i % 2 == 0 ? Line.NEW : Line.BEGUN, key + i);
        all.add(key + i);
      }
    }
    Collections.sort(all);
    for (int i = 0; !turns.isEmpty(Line.NEW) || !turns.isEmpty(Line.BEGUN); i++) {
      Line line = turns.isEmpty(Line.NEW) || i % 3 == 0 ? Line.BEGUN : Line.NEW;
      if (!turns.isEmpty(line)) {
        String waiter = turns.next(line);
        served.add(waiter);
        turns.charge(waiter.substring(0, 1), 1 + i % 7);
      }
    }
    assertThat(served).containsExactlyInAnyOrderElementsOf(all);
  }
}
