package io.frelay.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.memory.ByteBudget.Holding;
import io.frelay.relay.memory.ByteBudget.Part;
import io.frelay.relay.memory.ByteBudget.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  /** 100 for strangers, 200 for parties, 100 for buffers. */
  private final ByteBudget budget = new ByteBudget(400);

  private final List<String> lost = new ArrayList<>();

  @Test
  void oneOwnerMayHoldAllOfAPart() {
    open("a", "a1", 60);
    open("a", "a2", 40);
    assertThat(lost).isEmpty();
    assertThat(budget.held(Part.STRANGERS)).isEqualTo(100);
    assertThat(budget.held(Part.PARTIES)).isZero();
  }

  @Test
  void whoHoldsMostLosesItsOldest() {
    open("a", "a1", 30);
    open("b", "b1", 20);
    open("a", "a2", 30);
    open("a", "a3", 20);
    open("c", "c1", 10);
    assertThat(lost).containsExactly("a1");
    assertThat(budget.held(Part.STRANGERS)).isEqualTo(80);
  }

  @Test
  void whoGrowsBeyondAllPaysItself() {
    Holding small = open("b", "b1", 10);
    Holding large = open("a", "a1", 10);
    large.add(70);
    assertThat(lost).isEmpty();
    large.add(20);
    assertThat(lost).containsExactly("a1");
    large.add(50); // told too late: it counts no more
    assertThat(budget.held(Part.STRANGERS)).isEqualTo(10);
    small.add(-10);
    assertThat(budget.held(Part.STRANGERS)).isZero();
  }

  @Test
  void soManyLoseUntilItFits() {
    for (int i = 0; i < 10; i++) {
      open("a", "a" + i, 10);
    }
    open("b", "b", 35);
    assertThat(lost).containsExactly("a0", "a1", "a2", "a3");
  }

  @Test
  void onlyWhoHoldsSomethingIsWorthLosing() {
    Holding idle = open("a", "idle", 0);
    Holding first = open("a", "first", 0);
    Holding second = open("a", "second", 0);
    second.add(50);
    first.add(40);
    idle.add(5);
    idle.add(-5);
    open("b", "b", 20);
    assertThat(lost).containsExactly("second");
  }

  @Test
  void partsAreBoundedByThemselves() {
    Holding moving = open("a", "a1", 90);
    moving.move(Part.PARTIES, "user", 150);
    open("b", "b1", 95);
    assertThat(lost).isEmpty();
    assertThat(budget.held(Part.STRANGERS)).isEqualTo(95);
    assertThat(budget.held(Part.PARTIES)).isEqualTo(150);
  }

  @Test
  void whatLastsIsLostAfterAllOthersOfItsOwner() {
    Holding session = open("a", "session", 10);
    session.move(Part.PARTIES, "user", 120, Turn.LAST);
    Holding younger = open("a", "younger", 10);
    younger.move(Part.PARTIES, "user", 30, Turn.LAST);
    for (int i = 0; i < 10; i++) {
      open("a", "waiter" + i, 10).move(Part.PARTIES, "user", 25);
    }
    assertThat(lost).hasSize(8).allMatch(name -> name.startsWith("waiter"));
    session.add(60);
    assertThat(lost).hasSize(11).endsWith("waiter8", "waiter9", "session");
    assertThat(budget.held(Part.PARTIES)).isEqualTo(30);
    younger.move(Part.PARTIES, "user", 0);
    assertThat(budget.held(Part.PARTIES)).isZero();
  }

  @Test
  void anOwnerLosesTurnByTurn() {
    open("a", "waiter", 10).move(Part.PARTIES, "user", 100);
    open("a", "prepared", 10).move(Part.PARTIES, "user", 50, Turn.FIRST);
    open("a", "younger", 10).move(Part.PARTIES, "user", 50, Turn.FIRST);
    open("b", "other", 10).move(Part.PARTIES, "other", 40, Turn.FIRST);
    assertThat(lost).containsExactly("prepared");
    open("b", "more", 10).move(Part.PARTIES, "user", 60);
    assertThat(lost).containsExactly("prepared", "younger");
    open("b", "most", 10).move(Part.PARTIES, "user", 10);
    assertThat(lost).containsExactly("prepared", "younger", "waiter");
  }

  @Test
  void whatIsClosedCountsNoMore() {
    Holding closed = open("a", "a1", 50);
    closed.close();
    closed.close();
    closed.add(1000);
    closed.move(Part.PARTIES, "user", 1000);
    assertThat(budget.held(Part.STRANGERS)).isZero();
    assertThat(budget.held(Part.PARTIES)).isZero();
    assertThat(lost).isEmpty();
  }

  @Test
  void whoHoldsMuchHasLittleRoomAndOthersHaveMore() {
    Holding idle = budget.open(Part.BUFFERS, "a", 0, () -> {});
    Holding other = budget.open(Part.BUFFERS, "b", 0, () -> {});
    assertThat(idle.room()).isEqualTo(100 / 8);
    budget.open(Part.BUFFERS, "a", 48, () -> {});
    assertThat(idle.room()).isZero();
    assertThat(other.room()).isEqualTo(52 / 8);
  }

  @Test
  void whateverHappensTheBoundHoldsAndNothingLeaks() {
    Random random = new Random(7);
    List<Holding> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int what = random.nextInt(10);
      if (what < 3 || all.isEmpty()) {
        all.add(open("owner" + random.nextInt(5), "x", random.nextInt(20)));
      } else if (what < 8) {
        all.get(random.nextInt(all.size())).add(random.nextInt(15));
      } else if (what < 9) {
        all.get(random.nextInt(all.size())).move(Part.PARTIES, "user" + i % 3, i % 50);
      } else {
        all.remove(random.nextInt(all.size())).close();
      }
      for (Part part : Part.values()) {
        assertThat(budget.held(part)).isBetween(0L, budget.most(part));
      }
    }
    all.forEach(Holding::close);
    for (Part part : Part.values()) {
      assertThat(budget.held(part)).isZero();
    }
  }

  private Holding open(String owner, String name, long bytes) {
    return budget.open(Part.STRANGERS, owner, bytes, () -> lost.add(name));
  }
}
