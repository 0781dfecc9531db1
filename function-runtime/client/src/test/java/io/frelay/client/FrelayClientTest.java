package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ownership of sessions by a client, and the client's end. */
@Timeout(60)
class FrelayClientTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestWorld world = new TestWorld();
  @AutoClose private final PairingRelay relay = new PairingRelay(world);

  private FrelayClient client(String party, boolean survives) throws Exception {
    FrelayClient.Builder builder =
        FrelayClient.builder().relay(relay.address()).credentials(world.party(party));
    return survives ? builder.build() : builder.withoutResumption().build();
  }

  private static FutureTask<PeerConnection> start(FrelayClient client, String peer, String tag) {
    FutureTask<PeerConnection> call = new FutureTask<>(() -> client.connect(peer, tag, LONG));
    new Thread(call).start();
    return call;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingEndsSessionsInGoodOrder(boolean survives) throws Exception {
    FrelayClient zero = client("0", survives);
    FrelayClient one = client("1", survives);
    FutureTask<PeerConnection> meeting = start(one, "0", "t");
    PeerConnection atZero = zero.connect("1", "t", LONG);
    PeerConnection atOne = meeting.get();
    atZero.out().write(7);
    Thread closing = new Thread(zero::close);
    closing.start();
    assertThat(atOne.in().read()).isEqualTo(7);
    assertThat(atOne.in().read()).isEqualTo(-1);
    one.close();
    closing.join();
    assertThatThrownBy(() -> atZero.out().write(1)).hasMessageContaining("was closed here");
    assertThatThrownBy(() -> zero.connect("1", "t", LONG))
        .isInstanceOf(ClientClosedException.class);
  }

  @Test
  void closingEndsConnectionsThatAreKept() throws Exception {
    FrelayClient zero = reusing("0");
    FutureTask<PeerConnection> meeting = start(reusing("1"), "0", "t");
    KeptConnection atZero = zero.connect("1", "t", LONG).keep().orElseThrow();
    KeptConnection atOne = meeting.get().keep().orElseThrow();
    zero.close();
    FutureTask<Optional<PeerConnection>> next =
        new FutureTask<>(() -> atOne.next(Duration.ofSeconds(5), Deadline.in(LONG)));
    new Thread(next).start();
    assertThat(atZero.next(Duration.ofSeconds(5), Deadline.in(LONG))).isEmpty();
    assertThat(next.get()).isEmpty();
    atOne.close();
  }

  private FrelayClient reusing(String party) throws Exception {
    return world.client(
        party,
        relay.address(),
        FrelayClient.builder().applicationProtocols(List.of(Resumption.REUSE_PROTOCOL)));
  }

  @Test
  void closingEndsCallsThatWait() throws Exception {
    FrelayClient one = client("1", true);
    FutureTask<PeerConnection> waiting = start(one, "0", "t");
    relay.awaitWaiter();
    one.close();
    assertThat(catchThrowable(waiting::get)).hasCauseInstanceOf(ClientClosedException.class);
  }

  @Test
  void abortingIsForTheSessionsOfOneClient() throws Exception {
    ClientRuntime process = new ClientRuntime();
    FrelayClient.Builder builder =
        FrelayClient.builder()
            .relay(relay.address())
            .credentials(world.party("0"))
            .runtime(process);
    FrelayClient first = builder.build();
    FrelayClient second = builder.build();
    FrelayClient peer = client("1", true);
    FutureTask<PeerConnection> one = start(peer, "0", "a");
    PeerConnection aborted = first.connect("1", "a", LONG);
    one.get();
    FutureTask<PeerConnection> two = start(peer, "0", "b");
    PeerConnection stands = second.connect("1", "b", LONG);
    first.abortAll();
    assertThatThrownBy(() -> aborted.in().read()).hasMessageContaining("was closed here");
    two.get().out().write(7);
    assertThat(stands.in().read()).isEqualTo(7);
    process.abortAll();
    assertThatThrownBy(() -> stands.in().read()).hasMessageContaining("was closed here");
  }

  @Test
  void aClientNeedsARelayAndCredentials() {
    assertThatThrownBy(() -> FrelayClient.builder().relays(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrelayClient.builder().relay(relay.address()).build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReadTimeoutIsForEachRead() throws Exception {
    FrelayClient zero = client("0", false);
    FrelayClient one = client("1", false);
    FutureTask<PeerConnection> meeting = start(one, "0", "t");
    try (PeerConnection atZero = zero.connect("1", "t", LONG);
        PeerConnection atOne = meeting.get()) {
      atZero.readTimeout(Duration.ofMillis(100));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> atZero.in().read())
            .isInstanceOf(java.net.SocketTimeoutException.class);
        atOne.out().write(i);
        atZero.readTimeout(LONG);
        assertThat(atZero.in().read()).isEqualTo(i);
        atZero.readTimeout(Duration.ofMillis(100));
      }
    }
  }
}
