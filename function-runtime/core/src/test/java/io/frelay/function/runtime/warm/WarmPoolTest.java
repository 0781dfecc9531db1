package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.ClientOptions;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.TestWorld;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool and its connections over real TLS, with a clock of the test's. */
@Timeout(60)
class WarmPoolTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Warmth WARMTH = new Warmth(Duration.ofSeconds(60), LONG);
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static PairingRelay relay;
  private static PartyCredentials partyZero;
  private static PartyCredentials partyOne;

  private volatile ClockReading now = new ClockReading(0, 0);
  private final WarmPool pool = new WarmPool(THREADS, () -> now);
  private final WarmPool others = new WarmPool(THREADS, () -> now);

  @BeforeAll
  static void start() throws Exception {
    TestWorld world = new TestWorld();
    relay = new PairingRelay(world);
    partyZero = credentials(world, "0");
    partyOne = credentials(world, "1");
  }

  @AfterAll
  static void stop() throws Exception {
    relay.close();
    THREADS.shutdownNow();
  }

  private static PartyCredentials credentials(TestWorld world, String party) throws Exception {
    Map<String, String> environment = world.environment(party);
    Map<PartyVariable, String> pems = new EnumMap<>(PartyVariable.class);
    for (PartyVariable each : PartyVariable.pems()) {
      if (each.isRequired()) {
        pems.put(each, environment.get(each.name()));
      }
    }
    return PartyCredentials.fromPem(pems);
  }

  /** Both ends of one connection, in their first use. */
  private record Pair(WarmConnection zero, WarmConnection one) {
    static Pair connect() throws Exception {
      Future<WarmConnection> other = THREADS.submit(() -> connection(partyOne, "0"));
      return new Pair(connection(partyZero, "1"), other.get(20, TimeUnit.SECONDS));
    }

    private static WarmConnection connection(PartyCredentials self, String peer) throws Exception {
      ClientOptions options =
          ClientOptions.DEFAULTS.withApplicationProtocols(List.of(WarmConnection.PROTOCOL));
      PeerConnection connection =
          new FrelayClient(relay.address(), self, options).connect(peer, "t", LONG);
      assertThat(connection.facts().endToEnd().applicationProtocol())
          .isEqualTo(WarmConnection.PROTOCOL);
      return new WarmConnection(connection);
    }
  }

  private static WarmPool.Key key(String tag) {
    return new WarmPool.Key(partyZero, "1", tag, "");
  }

  private void park(WarmConnection connection, String tag) {
    assertThat(connection.begin().end(LONG)).isTrue();
    pool.park(key(tag), connection, WARMTH);
  }

  private Optional<WarmConnection> take(String tag) throws InterruptedException {
    return pool.take(key(tag), WARMTH, Deadline.in(LONG));
  }

  @Test
  void bothEndsTakeWhatBothHaveParked() throws Exception {
    Pair pair = Pair.connect();
    park(pair.zero(), "t");
    assertThat(pair.one().begin().end(LONG)).isTrue();
    others.park(new WarmPool.Key(partyOne, "0", "t", ""), pair.one(), WARMTH);

    Future<Optional<WarmConnection>> other =
        THREADS.submit(
            () -> others.take(new WarmPool.Key(partyOne, "0", "t", ""), WARMTH, Deadline.in(LONG)));
    assertThat(take("t")).contains(pair.zero());
    assertThat(other.get()).contains(pair.one());
    pair.zero().begin().out().write(7);
    assertThat(pair.one().begin().in().read()).isEqualTo(7);
  }

  /** As after a freeze: what the other has sent meanwhile is there, and it is gone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheOtherHasGivenUpIsNotTaken(boolean leaderFirst) throws Exception {
    Pair pair = Pair.connect();
    park(pair.zero(), "t");
    assertThat(pair.one().begin().end(LONG)).isTrue();
    boolean zeroFirst = leaderFirst == (pair.zero().connection().facts().role() == Role.CLIENT);
    WarmPool.Key otherKey = new WarmPool.Key(partyOne, "0", "t", "");
    others.park(otherKey, pair.one(), WARMTH);

    Warmth brisk = new Warmth(LONG, Duration.ofMillis(50));
    if (zeroFirst) {
      assertThat(pool.take(key("t"), brisk, Deadline.in(LONG))).isEmpty();
      assertThat(others.take(otherKey, WARMTH, Deadline.in(LONG))).isEmpty();
    } else {
      assertThat(others.take(otherKey, brisk, Deadline.in(LONG))).isEmpty();
      assertThat(take("t")).isEmpty();
    }
    assertThat(pool.size() + others.size()).isZero();
  }

  @Test
  void whatIsIdleForTooLongByEitherClockIsClosed() throws Exception {
    for (ClockReading later :
        List.of(new ClockReading(60_000_000_000L, 0), new ClockReading(0, 60_000))) {
      now = new ClockReading(0, 0);
      Pair pair = Pair.connect();
      park(pair.zero(), "t");
      now = later;
      assertThat(take("t")).isEmpty();
      assertClosed(pair.one());
    }
  }

  @Test
  void itKeepsOneForAKeyAndForgetsTheOldestOfTooMany() throws Exception {
    Pair former = Pair.connect();
    park(former.zero(), "0");
    Pair oldest = Pair.connect();
    park(oldest.zero(), "0");
    assertClosed(former.one());

    Pair filler = Pair.connect();
    for (int i = 1; i < WarmPool.MOST; i++) {
      pool.park(key("" + i), filler.zero(), WARMTH);
    }
    assertThat(pool.size()).isEqualTo(WarmPool.MOST);
    pool.park(key("one more"), filler.zero(), WARMTH);
    assertThat(pool.size()).isEqualTo(WarmPool.MOST);
    assertClosed(oldest.one());
  }

  @Test
  void whenItIsClosedThePeersLearnIt() throws Exception {
    Pair pair = Pair.connect();
    park(pair.zero(), "t");
    pool.close();
    assertClosed(pair.one());

    Pair late = Pair.connect();
    park(late.zero(), "t");
    assertThat(pool.size()).isZero();
    assertClosed(late.one());
  }

  /** The use that the other end has ended, and then the connection. */
  private static void assertClosed(WarmConnection other) throws Exception {
    assertThat(other.begin().in().read()).isEqualTo(-1);
    assertThat(other.connection().in().read()).isEqualTo(-1);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    Pair pair = Pair.connect();
    park(pair.zero(), "t");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> take("t")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(take("t")).isEmpty();
  }

  @Test
  void anEndIsToldFromACut() throws Exception {
    Pair pair = Pair.connect();
    WarmUse use = pair.one().begin();
    pair.zero().begin().out().write(new byte[] {1, 2});
    pair.zero().begin().finish();
    assertThat(use.in().readAllBytes()).containsExactly(1, 2);
    use.out().write(3);
    use.out().flush();
    assertThat(pair.zero().begin().in().read()).isEqualTo(3); // the other direction flows on
    pair.one().connection().finish();
    assertThatThrownBy(() -> pair.zero().begin().in().read())
        .isInstanceOf(TruncatedStreamException.class);
  }

  @Test
  void aUseThatIsOverIsOfNoMoreUse() throws Exception {
    Pair pair = Pair.connect();
    WarmUse use = pair.zero().begin();
    use.in().close();
    assertThat(pair.one().begin().in().read()).isEqualTo(-1);
    assertThatThrownBy(() -> use.in().read()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> use.out().write(1)).isInstanceOf(IOException.class);
    use.out().close();
    assertThat(use.end(LONG)).isTrue();

    WarmUse ended = pair.one().begin();
    ended.out().close();
    assertThatThrownBy(() -> ended.out().write(1))
        .hasMessage("this direction of the stream is already ended");
  }
}
