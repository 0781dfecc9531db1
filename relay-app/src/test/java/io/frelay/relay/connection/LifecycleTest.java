package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Lifecycle life = new Lifecycle();
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void listen() {
    channel.freezeTime();
    life.onPrepared(() -> told.add("prepared"));
    life.onIdentified(() -> told.add("identified"));
    life.onClose(reason -> told.add("closed: " + reason.label()));
  }

  private boolean enter(Stage next) {
    return life.enter(next, channel.eventLoop(), LIMIT, () -> told.add(next.label() + " too long"));
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aStageThatLastsTooLongIsTold() {
    enter(Stage.REQUEST);
    pass(LIMIT.minusMillis(1));
    assertThat(told).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(told).containsExactly("request too long");
  }

  @Test
  void theNextStageStopsTheTimer() {
    enter(Stage.REQUEST);
    life.enter(Stage.WAITING);
    pass(LIMIT);
    assertThat(told).containsExactly("identified");
  }

  @Test
  void aStageMayBeginAnew() {
    enter(Stage.HANDSHAKE);
    pass(LIMIT.minusMillis(1));
    enter(Stage.HANDSHAKE);
    pass(LIMIT.minusMillis(1));
    assertThat(told).isEmpty();
  }

  @Test
  void theEndStopsTheTimer() {
    enter(Stage.REQUEST);
    life.end(CloseReason.PARTY_LEFT);
    pass(LIMIT);
    assertThat(told).containsExactly("identified", "closed: party_left");
  }

  @Test
  void itEndsOnceAndForTheFirstReason() {
    life.enter(Stage.REQUEST);
    assertThat(life.end(CloseReason.TAKEN_OVER)).isTrue();
    assertThat(life.end(CloseReason.PARTY_LEFT)).isFalse();
    assertThat(told).containsExactly("identified", "closed: taken_over");
    assertThat(life.endedIn()).isEqualTo(Stage.REQUEST);
    assertThat(life.stage()).isEqualTo(Stage.CLOSED);
  }

  @Test
  void nothingFollowsTheEnd() {
    life.end(CloseReason.PARTY_LEFT);
    assertThat(enter(Stage.REQUEST)).isFalse();
    assertThat(life.enter(Stage.REQUEST)).isFalse();
    assertThatThrownBy(() -> life.onClose(reason -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPreparedConnectionIsIdentifiedAtItsRequest() {
    life.enter(Stage.REQUEST);
    life.enter(Stage.PREPARED);
    assertThat(told).containsExactly("prepared");
    life.enter(Stage.REQUEST);
    assertThat(told).containsExactly("prepared");
    life.enter(Stage.WAITING);
    life.enter(Stage.JOINING);
    assertThat(told).containsExactly("prepared", "identified");
  }

  @Test
  void noStageIsLeftOut() {
    assertThatThrownBy(() -> life.enter(Stage.WAITING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("HANDSHAKE does not lead to WAITING");
  }
}
