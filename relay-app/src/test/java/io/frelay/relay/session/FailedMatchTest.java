package io.frelay.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.ClientHello;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.config.Configs;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.rendezvous.EmbeddedRendezvous;
import io.frelay.relay.rendezvous.Policy;
import io.frelay.relay.rendezvous.Unmatched;
import io.frelay.relay.rendezvous.WaitingRoom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Survivors of a failed match wait or are matched again, with the right ClientHello. */
class FailedMatchTest {
  private static final ClientHello HELLO =
      ClientHello.of(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 7});

  private final RelayConfig config = Configs.of(Map.of());
  private final List<Match> matches = new ArrayList<>();
  private final RelayMeters meters = new RelayMeters(new SimpleMeterRegistry());
  private final LogLimits limits = new LogLimits();
  private final WaitingRoom room =
      new WaitingRoom(
          new EmbeddedRendezvous(),
          Policy.parse(List.of()),
          ConnectionLimits.of(config.limits(), 100),
          limits,
          this::matched);
  private final Joiner joiner =
      new Joiner(config, meters, limits, new PortableCarrier(), new OpenSessions(false));

  /** Breaks when the next match is made, which is then tried in vain; later ones are not tried. */
  private Arrival breaking;

  private void matched(Arrival waiter, Newcomer second, Unmatched unmatched) {
    matches.add(new Match(Newcomer.fromWaiting(waiter), second));
    if (breaking != null) {
      breaking.connection().close(CloseReason.PARTY_LEFT);
      breaking = null;
      joiner.matched(waiter, second, unmatched);
    }
  }

  private final Newcomer waiter = zero();
  private final Newcomer second = one();

  /** Both come, and one of them breaks when they are matched. */
  private void arrive(Newcomer breaks) {
    room.arrived(waiter);
    breaking = breaks.arrival();
    room.arrived(second);
  }

  private static Newcomer zero() {
    return TestArrivals.newcomer("0", "1", 2, HELLO);
  }

  private static Newcomer one() {
    return TestArrivals.newcomer("1", "0", 2, HELLO);
  }

  /** Loops that it comes to: it moves to its peer's. */
  private static void runTasksOf(Newcomer newcomer) {
    EmbeddedChannel channel = (EmbeddedChannel) newcomer.arrival().connection().channel();
    EventLoop before;
    do {
      before = channel.eventLoop();
      channel.runPendingTasks();
      channel.runPendingTasks();
    } while (channel.eventLoop() != before);
  }

  @Test
  void theSecondOneWaitsWithoutItsHello() {
    arrive(waiter);
    runTasksOf(second);
    assertThat(second.arrival().connection().stage()).isEqualTo(Stage.WAITING);

    Newcomer next = zero();
    room.arrived(next);
    assertThat(matches).hasSize(2);
    assertThat(matches.get(1).waiter().arrival()).isSameAs(second.arrival());
    assertThat(matches.get(1).second()).isSameAs(next);
    assertThat(matches.get(1).server().arrival()).isSameAs(second.arrival());
  }

  @Test
  void theSecondOneIsSecondAgainWithTheHelloThatNobodyWasSent() {
    arrive(waiter);
    Newcomer next = zero();
    room.arrived(next);
    runTasksOf(second);
    assertThat(matches).hasSize(2);
    assertThat(matches.get(1).waiter().arrival()).isSameAs(next.arrival());
    assertThat(matches.get(1).second()).isSameAs(second);
    assertThat(matches.get(1).earlyHello()).contains(HELLO);
  }

  @Test
  void theWaiterIsSecondWithoutAHello() {
    arrive(second);
    Newcomer next = one();
    room.arrived(next);
    runTasksOf(waiter);
    assertThat(matches).hasSize(2);
    assertThat(matches.get(1).waiter().arrival()).isSameAs(next.arrival());
    assertThat(matches.get(1).second().arrival()).isSameAs(waiter.arrival());
    assertThat(matches.get(1).earlyHello()).isEmpty();
    assertThat(matches.get(1).server().arrival()).isSameAs(waiter.arrival());
  }
}
