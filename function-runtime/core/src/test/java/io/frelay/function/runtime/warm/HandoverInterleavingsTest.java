package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.internal.session.ClockReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two ends and the connection between them, in every order in which they can take it, give it up
 * and receive: time stands still, and an end gives up whenever it may.
 */
class HandoverInterleavingsTest {
  private static final int USES = 3;

  private enum Step {
    LEADER_TAKES,
    FOLLOWER_TAKES,
    LEADER_GIVES_UP,
    FOLLOWER_GIVES_UP,
    LEADER_RECEIVES,
    FOLLOWER_RECEIVES,
    LEADER_PARKS,
    FOLLOWER_PARKS
  }

  private static final class End {
    final Handover handover;
    final Deque<Optional<Frame>> arriving = new ArrayDeque<>(); // empty: the connection's end
    boolean closed;
    boolean committed;
    boolean parked;
    int uses = 1;

    End(boolean leads) {
      handover = new Handover(leads);
    }

    void send(Optional<Frame> frame, End to) {
      if (frame.isPresent()) {
        to.arriving.add(frame);
      }
    }

    void park(End other) {
      send(handover.end(), other);
      handover.park();
      parked = true;
    }

    void take(End other) {
      parked = false;
      send(handover.take(NOW, Duration.ofSeconds(1)), other);
    }

    void close(End other) {
      closed = true;
      other.arriving.add(Optional.empty());
    }

    void receive(End other) throws FramingException {
      Optional<Frame> frame = arriving.remove();
      if (frame.isEmpty()) {
        close(other);
        return;
      }
      Optional<Frame> answer = handover.received(frame.get(), NOW);
      committed = answer.isPresent() && answer.get().type() == Frame.Type.ACCEPT;
      send(answer, other);
      if (handover.isInUse()) {
        uses++;
      }
    }

    boolean canReceive() {
      return !closed && handover.isWaiting() && !arriving.isEmpty();
    }

    boolean canGiveUp() {
      return !closed && handover.isWaiting() && !committed;
    }

    boolean canPark() {
      return !closed && handover.isInUse() && !parked;
    }
  }

  private static final ClockReading NOW = new ClockReading(0, 0);

  private int schedules;
  private int completed;

  @Test
  void inEveryOrderBothBeginAUseOrNeitherDoes() throws Exception {
    explore(new ArrayList<>());
    assertThat(schedules).isGreaterThan(1_000);
    assertThat(completed).isPositive();
  }

  private void explore(List<Step> done) throws Exception {
    End leader = new End(true);
    End follower = new End(false);
    for (Step step : done) {
      run(step, leader, follower);
    }
    Set<Step> next = possible(leader, follower);
    if (next.isEmpty()) {
      schedules++;
      assertThat(leader.uses).as("uses after %s", done).isEqualTo(follower.uses);
      assertThat(leader.handover.isWaiting() && !leader.closed).as("stuck: %s", done).isFalse();
      assertThat(follower.handover.isWaiting() && !follower.closed).as("stuck: %s", done).isFalse();
      completed += leader.uses == USES ? 1 : 0;
    }
    for (Step step : next) {
      done.add(step);
      explore(done);
      done.remove(done.size() - 1);
    }
  }

  private static Set<Step> possible(End leader, End follower) {
    Set<Step> possible = EnumSet.noneOf(Step.class);
    addIf(possible, leader.canPark() && leader.uses < USES, Step.LEADER_PARKS);
    addIf(possible, follower.canPark() && follower.uses < USES, Step.FOLLOWER_PARKS);
    addIf(possible, leader.parked && !leader.closed, Step.LEADER_TAKES);
    addIf(possible, follower.parked && !follower.closed, Step.FOLLOWER_TAKES);
    addIf(possible, leader.canReceive(), Step.LEADER_RECEIVES);
    addIf(possible, follower.canReceive(), Step.FOLLOWER_RECEIVES);
    addIf(possible, leader.canGiveUp(), Step.LEADER_GIVES_UP);
    addIf(possible, follower.canGiveUp(), Step.FOLLOWER_GIVES_UP);
    return possible;
  }

  private static void addIf(Set<Step> steps, boolean possible, Step step) {
    if (possible) {
      steps.add(step);
    }
  }

  private static void run(Step step, End leader, End follower) throws Exception {
    switch (step) {
      case LEADER_PARKS -> leader.park(follower);
      case FOLLOWER_PARKS -> follower.park(leader);
      case LEADER_TAKES -> leader.take(follower);
      case FOLLOWER_TAKES -> follower.take(leader);
      case LEADER_RECEIVES -> leader.receive(follower);
      case FOLLOWER_RECEIVES -> follower.receive(leader);
      case LEADER_GIVES_UP -> leader.close(follower);
      case FOLLOWER_GIVES_UP -> follower.close(leader);
    }
  }
}
