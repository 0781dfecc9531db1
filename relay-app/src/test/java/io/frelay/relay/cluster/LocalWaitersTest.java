package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalWaitersTest {
  private final LocalWaiters waiters = new LocalWaiters();
  private long ids;

  private Waiter party(String name, String peer) {
    Newcomer newcomer = TestArrivals.newcomer(name, peer, AuthRequest.NEWEST_VERSION, null);
    return new Waiter(++ids, newcomer, null);
  }

  private void assertOut(Waiter waiter) {
    assertThat(waiters.of(waiter.id())).isEmpty();
    assertThat(waiters.of(waiter.connection())).isEmpty();
    assertThat(waiters.take(waiter)).isFalse();
  }

  private void assertWaits(Waiter waiter) {
    assertThat(waiters.of(waiter.id())).containsSame(waiter);
    assertThat(waiters.of(waiter.connection())).containsSame(waiter);
  }

  @Test
  void whoFindsNobodyWaits() {
    Waiter zero = party("0", "1");
    assertThat(waiters.offer(zero).peer()).isEmpty();
    assertWaits(zero);
    assertThat(waiters.size()).isEqualTo(1);
  }

  @Test
  void twoThatMeetAreOut() {
    Waiter zero = party("0", "1");
    Waiter one = party("1", "0");
    waiters.offer(zero);
    assertThat(waiters.offer(one).peer()).containsSame(zero);
    assertOut(zero);
    assertOut(one);
    assertThat(waiters.size()).isZero();
  }

  @Test
  void theNewerSelfStays() {
    Waiter older = party("0", "1");
    Waiter newer = party("0", "1");
    waiters.offer(older);
    assertThat(waiters.offer(newer).outdated()).containsSame(older);
    assertOut(older);
    assertWaits(newer);
  }

  @Test
  void theOlderSelfThatComesBackDoesNotWait() {
    Waiter older = party("0", "1");
    Waiter newer = party("0", "1");
    waiters.offer(newer);
    assertThat(waiters.offer(older).outdated()).containsSame(older);
    assertOut(older);
    assertWaits(newer);
  }

  @Test
  void whoOnlyLooksTakesThePeerAndNobodyElse() {
    Waiter zero = party("0", "1");
    waiters.offer(zero);
    assertThat(waiters.look(party("0", "1"))).isEmpty();
    assertWaits(zero);
    Waiter looking = party("1", "0");
    assertThat(waiters.look(looking)).containsSame(zero);
    assertOut(zero);
    assertOut(looking);
  }

  @Test
  void onlyOneTakesIt() {
    Waiter zero = party("0", "1");
    waiters.offer(zero);
    assertThat(waiters.take(zero)).isTrue();
    assertOut(zero);
  }

  @Test
  void aRoundShowsEachOnceAndBeginsAgain() {
    Set<Waiter> all = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Waiter waiter = party("0", "p" + i);
      waiters.offer(waiter);
      all.add(waiter);
    }
    assertThat(waiters.next(10)).as("the round of when there were none").isEmpty();
    for (int round = 0; round < 2; round++) {
      List<Waiter> shown = new ArrayList<>();
      while (shown.size() < all.size()) {
        List<Waiter> next = waiters.next(2);
        assertThat(next).hasSizeBetween(1, 2);
        shown.addAll(next);
      }
      assertThat(shown).containsExactlyInAnyOrderElementsOf(all);
    }
  }
}
