package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which trace a party is part of, told to its peer. */
@Timeout(60)
class TraceContextTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final TraceContext OURS =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1);
  private static final FrelayClient.Builder TRACED =
      FrelayClient.builder().trace(() -> Optional.of(OURS));

  private static final TestWorld world = new TestWorld();

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00000000000000000000000000000000", "4BF92F3577B34DA6A3CE929D0E0E4736"})
  void whatIsNoTraceIsRefused(String traceId) {
    assertThatThrownBy(() -> new TraceContext(traceId, OURS.spanId(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Party 1 waits, and so is the server; that it hears of the trace takes no word of party 0. */
  private static Optional<TraceContext> heard(
      FrelayClient.Builder client, FrelayClient.Builder server) throws Exception {
    try (PairingRelay relay = new PairingRelay(world)) {
      relay.deliverHellos();
      FrelayClient zero = world.client("0", relay.address(), client);
      FrelayClient one = world.client("1", relay.address(), server);
      FutureTask<PeerConnection> waiting = new FutureTask<>(() -> one.connect("0", "t", LONG));
      new Thread(waiting).start();
      relay.awaitWaiter();
      try (PeerConnection first = zero.connect("1", "t", LONG);
          PeerConnection second = waiting.get()) {
        assertThat(first.trace()).as("the client is told nothing").isEmpty();
        first.out().write(7);
        second.out().write(8);
        assertThat(second.in().read()).isEqualTo(7);
        assertThat(first.in().read()).isEqualTo(8);
        return second.trace();
      }
    }
  }

  @Test
  void theServerHearsOfTheClientsTrace() throws Exception {
    assertThat(heard(TRACED, FrelayClient.builder())).contains(OURS);
    assertThat(heard(TRACED.copy().withoutResumption(), TRACED)).contains(OURS);
    assertThat(heard(FrelayClient.builder().trace(Optional::empty), TRACED)).isEmpty();
  }

  @Test
  void withoutATraceOrABindingNothingIsTold() throws Exception {
    assertThat(heard(FrelayClient.builder(), TRACED)).isEmpty();
    assertThat(heard(TRACED.copy().withoutBinding(), TRACED)).isEmpty();
    assertThat(heard(TRACED, FrelayClient.builder().withoutBinding())).isEmpty();
  }
}
