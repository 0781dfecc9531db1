package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.internal.session.ClockReading;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static ClockReading at(long millis) {
    return new ClockReading(millis * 1_000_000, millis);
  }

  /** One that has been used, ended by both, and parked. */
  private static Handover idle(boolean leads) throws Exception {
    Handover end = new Handover(leads);
    assertThat(end.received(Frame.end(), at(0))).isEmpty();
    assertThat(end.end()).contains(Frame.end());
    assertThat(end.end()).isEmpty();
    end.park();
    return end;
  }

  @Test
  void theLeaderAsksAndGoesOnceItIsAnswered() throws Exception {
    Handover leader = idle(true);
    assertThat(leader.take(at(0), PATIENCE)).contains(Frame.open(1, 100));
    assertThat(leader.received(Frame.accept(1), at(99))).contains(Frame.go(1));
    assertThat(leader.isInUse()).isTrue();
    assertThat(leader.inputEnded()).isFalse();
  }

  @Test
  void theFollowerBeginsOnlyOnGo() throws Exception {
    Handover follower = idle(false);
    assertThat(follower.take(at(0), PATIENCE)).isEmpty();
    assertThat(follower.received(Frame.open(1, 50), at(99))).contains(Frame.accept(1));
    assertThat(follower.isInUse()).isFalse();
    assertThat(follower.left(at(99))).isEqualTo(Duration.ofMillis(150)); // the leader's and its own
    assertThat(follower.received(Frame.go(1), at(248))).isEmpty();
    assertThat(follower.isInUse()).isTrue();
  }

  @Test
  void whatComesTooLateBeginsNothing() throws Exception {
    Handover leader = idle(true);
    leader.take(at(0), PATIENCE);
    assertThat(leader.received(Frame.accept(1), at(100))).isEmpty();
    assertThat(leader.isInUse() || leader.isWaiting()).isFalse();

    Handover follower = idle(false);
    follower.take(at(0), PATIENCE);
    follower.received(Frame.open(1, 50), at(10));
    assertThat(follower.received(Frame.go(1), at(160))).isEmpty();
    assertThat(follower.isInUse() || follower.isWaiting()).isFalse();
  }

  @Test
  void timeThatOnlyOneClockSawCounts() throws Exception {
    Handover frozenMachine = idle(true);
    frozenMachine.take(at(0), PATIENCE);
    assertThat(frozenMachine.left(new ClockReading(1_000_000, 5_000))).isNegative();
    Handover clockSetBack = idle(true);
    clockSetBack.take(at(0), PATIENCE);
    assertThat(clockSetBack.left(new ClockReading(200_000_000, -5_000))).isNegative();
  }

  @Test
  void anEarlierUsesRestIsPassedOver() throws Exception {
    Handover leader = new Handover(true);
    leader.end();
    leader.park();
    leader.take(at(0), PATIENCE);
    leader.received(Frame.data(5), at(1));
    leader.received(Frame.end(), at(2));
    assertThat(leader.received(Frame.accept(1), at(3))).contains(Frame.go(1));
  }

  @Test
  void nothingIsTakenOutOfTurn() throws Exception {
    refuses(new Handover(false), Frame.open(1, 100));
    refuses(new Handover(true), Frame.accept(1));
    refuses(idle(true), Frame.end());
    refuses(idle(true), Frame.data(1));

    Handover leader = idle(true);
    leader.take(at(0), PATIENCE);
    refuses(leader, Frame.open(1, 100));
    refuses(leader, Frame.accept(2));

    Handover follower = idle(false);
    follower.take(at(0), PATIENCE);
    refuses(follower, Frame.go(1));
    refuses(follower, Frame.open(2, 100));
    refuses(follower, Frame.open(1, -1));
    refuses(follower, Frame.open(1, 30_001));

    Handover behind = new Handover(false);
    behind.end();
    behind.park();
    behind.take(at(0), PATIENCE);
    refuses(behind, Frame.open(1, 100)); // the earlier use has not ended
  }

  private static void refuses(Handover end, Frame frame) {
    assertThatThrownBy(() -> end.received(frame, at(1))).isInstanceOf(FramingException.class);
  }
}
