package io.frelay.relay.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PairingTableTest {
  private static final PairingKey KEY = new PairingKey("u", "0", "1", "t");

  /** Equal ones are still different waiters. */
  private record Waiter(String name) {}

  private final PairingTable<Waiter> rendezvous = new PairingTable<>();
  private final Waiter zero = new Waiter("0");
  private final Waiter one = new Waiter("1");

  @Test
  void theFirstWaitsAndTheSecondMeetsIt() {
    PairingTable.Outcome<Waiter> first = rendezvous.offer(KEY, "0", 1, zero);
    assertThat(first.peer()).isEmpty();
    assertThat(first.outdated()).isEmpty();
    assertThat(rendezvous.size()).isEqualTo(1);

    PairingTable.Outcome<Waiter> second = rendezvous.offer(KEY, "1", 2, one);
    assertThat(second.peer()).containsSame(zero);
    assertThat(second.outdated()).isEmpty();
    assertThat(rendezvous.size()).isZero();
  }

  @Test
  void theOtherOrderIsTheSame() {
    rendezvous.offer(KEY, "1", 2, one);
    assertThat(rendezvous.offer(KEY, "0", 1, zero).peer()).containsSame(one);
    assertThat(rendezvous.size()).isZero();
  }

  @Test
  void differentKeysDoNotMeet() {
    rendezvous.offer(KEY, "0", 1, zero);
    assertThat(rendezvous.offer(new PairingKey("u", "0", "1", "T"), "1", 2, one).peer()).isEmpty();
    assertThat(rendezvous.offer(new PairingKey("v", "0", "1", "t"), "1", 2, one).peer()).isEmpty();
    assertThat(rendezvous.offer(new PairingKey("u", "1", "2", "t"), "1", 2, one).peer()).isEmpty();
    assertThat(rendezvous.size()).isEqualTo(4);
  }

  @Test
  void whoCannotWaitMeetsAWaiterAndTakesNobodysPlace() {
    assertThat(rendezvous.look(KEY, "0")).isEmpty();
    rendezvous.offer(KEY, "0", 1, zero);
    assertThat(rendezvous.look(KEY, "0")).isEmpty();
    assertThat(rendezvous.size()).isEqualTo(1);
    assertThat(rendezvous.look(KEY, "1")).containsSame(zero);
    assertThat(rendezvous.size()).isZero();
  }

  @Test
  void theSamePartyTakesItsOwnPlace() {
    Waiter again = new Waiter("0");
    rendezvous.offer(KEY, "0", 1, zero);
    PairingTable.Outcome<Waiter> takeover = rendezvous.offer(KEY, "0", 3, again);
    assertThat(takeover.outdated()).containsSame(zero);
    assertThat(takeover.peer()).isEmpty();
    assertThat(rendezvous.size()).isEqualTo(1);
    assertThat(rendezvous.offer(KEY, "1", 2, one).peer()).containsSame(again);
  }

  /** Its match failed, and meanwhile the party itself has come again: the newer one stays. */
  @Test
  void whoComesBackDoesNotTakeThePlaceOfItsNewerSelf() {
    Waiter again = new Waiter("0");
    rendezvous.offer(KEY, "0", 1, zero);
    assertThat(rendezvous.offer(KEY, "1", 2, one).peer()).containsSame(zero);
    rendezvous.offer(KEY, "0", 3, again);
    PairingTable.Outcome<Waiter> comeback = rendezvous.offer(KEY, "0", 1, zero);
    assertThat(comeback.outdated()).containsSame(zero);
    assertThat(rendezvous.offer(KEY, "1", 4, one).peer()).containsSame(again);
  }

  @Test
  void whoWithdrawsIsNotMet() {
    rendezvous.offer(KEY, "0", 1, zero);
    assertThat(rendezvous.withdraw(KEY, zero)).isTrue();
    assertThat(rendezvous.withdraw(KEY, zero)).isFalse();
    assertThat(rendezvous.offer(KEY, "1", 2, one).peer()).isEmpty();
  }

  @Test
  void whoWasMatchedOrTakenOverHasNothingToWithdraw() {
    Waiter again = new Waiter("0");
    rendezvous.offer(KEY, "0", 1, zero);
    rendezvous.offer(KEY, "0", 3, again);
    assertThat(rendezvous.withdraw(KEY, zero)).as("taken over, though equal").isFalse();
    assertThat(rendezvous.offer(KEY, "1", 2, one).peer()).containsSame(again);
    assertThat(rendezvous.withdraw(KEY, again)).isFalse();
    assertThat(rendezvous.withdraw(KEY, one)).as("it met the waiter and never waited").isFalse();
  }

  /**
   * Many threads offer, take over and withdraw on few keys. Whoever came must in the end have been
   * matched once, or replaced once, or withdrawn once, or still wait: never two of them.
   */
  @Test
  @Timeout(60)
  void everyWaiterHasExactlyOneFate() throws Exception {
    int threads = 8;
    int rounds = 20_000;
    Map<Integer, String> fates = new ConcurrentHashMap<>();
    List<String> violations = Collections.synchronizedList(new ArrayList<>());
    PairingTable<Integer> shared = new PairingTable<>();
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * rounds;
      done.add(
          pool.submit(
              () -> {
                start.await();
                for (int i = 0; i < rounds; i++) {
                  oneRound(shared, first + i, fates, violations);
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get(50, TimeUnit.SECONDS);
    }
    pool.shutdown();

    assertThat(violations).isEmpty();
    assertThat(fates.values()).contains("met", "replaced", "withdrawn");
    long unresolved = (long) threads * rounds - fates.size();
    assertThat(unresolved).as("who has no fate yet waits").isEqualTo(shared.size());
  }

  private static void oneRound(
      PairingTable<Integer> shared,
      Integer me,
      Map<Integer, String> fates,
      List<String> violations) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    PairingKey key = new PairingKey("u", "0", "1", Integer.toString(random.nextInt(3)));
    PairingTable.Outcome<Integer> outcome =
        shared.offer(key, random.nextBoolean() ? "0" : "1", me, me);
    outcome
        .peer()
        .ifPresent(
            peer -> {
              decide(peer, "met", fates, violations);
              decide(me, "met", fates, violations);
            });
    outcome.outdated().ifPresent(stale -> decide(stale, "replaced", fates, violations));
    if (random.nextInt(4) == 0 && shared.withdraw(key, me)) {
      decide(me, "withdrawn", fates, violations);
    }
  }

  private static void decide(
      Integer waiter, String fate, Map<Integer, String> fates, List<String> violations) {
    String earlier = fates.putIfAbsent(waiter, fate);
    if (earlier != null) {
      violations.add(waiter + ": " + earlier + " and " + fate);
    }
  }
}
