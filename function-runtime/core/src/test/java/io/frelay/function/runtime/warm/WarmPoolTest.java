package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.KeptConnection;
import io.frelay.client.PairingRelay;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.Resumption;
import io.frelay.client.TestWorld;
import io.frelay.client.internal.session.ClockReading;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool and its connections over real TLS, with a clock of the test's. */
@Timeout(60)
class WarmPoolTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Warmth WARMTH = new Warmth(Duration.ofSeconds(60), LONG);

  @AutoClose("shutdownNow")
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static final AtomicInteger PAIRS = new AtomicInteger();

  @AutoClose private static PairingRelay relay;
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

  /** Both ends of one session. */
  private record Pair(PeerConnection zero, PeerConnection one) {
    /** Each by a tag of its own: what remains of one pair never meets the next. */
    static Pair connect() throws Exception {
      String tag = "pair " + PAIRS.incrementAndGet();
      Future<PeerConnection> other = THREADS.submit(() -> connection(partyOne, "0", tag));
      return new Pair(connection(partyZero, "1", tag), other.get(20, TimeUnit.SECONDS));
    }

    private static PeerConnection connection(PartyCredentials self, String peer, String tag)
        throws Exception {
      return connection(self, peer, tag, Resumption.REUSE_PROTOCOL);
    }

    /** Connection with a peer with which that much can be agreed on. */
    static PeerConnection connection(PartyCredentials self, String peer, String tag, String agreed)
        throws Exception {
      PeerConnection connection =
          TestWorld.client(
                  self,
                  relay.address(),
                  FrelayClient.builder().applicationProtocols(List.of(Resumption.REUSE_PROTOCOL)))
              .connect(peer, tag, LONG);
      assertThat(connection.facts().endToEnd().applicationProtocol()).isEqualTo(agreed);
      return connection;
    }
  }

  private static WarmPool.Key key(String tag) {
    return new WarmPool.Key(partyZero, List.of(), "1", tag, "");
  }

  private static WarmPool.Key otherKey() {
    return new WarmPool.Key(partyOne, List.of(), "0", "t", "");
  }

  private Optional<PeerConnection> take(String tag) throws InterruptedException {
    return pool.take(key(tag), WARMTH, Deadline.in(LONG));
  }

  private Future<Optional<PeerConnection>> takeOther() {
    return THREADS.submit(() -> others.take(otherKey(), WARMTH, Deadline.in(LONG)));
  }

  /** Each of the two sides may be the one that asks, by its nonce. */
  @RepeatedTest(4)
  void bothEndsTakeWhatBothHaveParked() throws Exception {
    Pair pair = Pair.connect();
    for (int use = 0; use < 3; use++) {
      pair.zero().out().write(use);
      assertThat(pair.one().in().read()).isEqualTo(use);
      pool.park(key("t"), pair.zero(), WARMTH);
      others.park(otherKey(), pair.one(), WARMTH);
      Future<Optional<PeerConnection>> other = takeOther();
      pair = new Pair(take("t").orElseThrow(), other.get().orElseThrow());
    }
    assertThat(pair.zero().counts().orElseThrow().resumptions()).isZero();
    pair.zero().abort();
  }

  /** The connection is lost before the two want it, or while they do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionThatIsLostMeanwhileIsTakenAllTheSame(boolean before) throws Exception {
    Pair pair = Pair.connect();
    for (int use = 0; use < 5; use++) {
      pool.park(key("t"), pair.zero(), WARMTH);
      others.park(otherKey(), pair.one(), WARMTH);
      Future<Optional<PeerConnection>> other = before ? null : takeOther();
      relay.cut();
      other = before ? takeOther() : other;
      pair = new Pair(take("t").orElseThrow(), other.get().orElseThrow());
      relay.cut();
      pair.zero().out().write(use);
      pair.one().out().write(use + 1);
      assertThat(pair.one().in().read()).isEqualTo(use);
      assertThat(pair.zero().in().read()).isEqualTo(use + 1);
    }
    pair.zero().abort();
  }

  /** As after a freeze: what the other has sent meanwhile is there, and it is gone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheOtherHasGivenUpIsNotTaken(boolean zeroFirst) throws Exception {
    Pair pair = Pair.connect();
    pool.park(key("t"), pair.zero(), WARMTH);
    others.park(otherKey(), pair.one(), WARMTH);

    Warmth brisk = new Warmth(LONG, Duration.ofMillis(50));
    if (zeroFirst) {
      assertThat(pool.take(key("t"), brisk, Deadline.in(LONG))).isEmpty();
      assertThat(others.take(otherKey(), WARMTH, Deadline.in(LONG))).isEmpty();
    } else {
      assertThat(others.take(otherKey(), brisk, Deadline.in(LONG))).isEmpty();
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
      pool.park(key("t"), pair.zero(), WARMTH);
      now = later;
      assertThat(take("t")).isEmpty();
      assertClosed(pair.one());
    }
  }

  @Test
  void itKeepsOneForAKeyAndForgetsTheOldestOfTooMany() throws Exception {
    Pair former = Pair.connect();
    pool.park(key("0"), former.zero(), WARMTH);
    Pair oldest = Pair.connect();
    pool.park(key("0"), oldest.zero(), WARMTH);
    assertClosed(former.one());

    KeptConnection filler = Pair.connect().zero().keep().orElseThrow();
    for (int i = 1; i < WarmPool.MAX_CONNECTIONS; i++) {
      pool.park(key("" + i), filler, WARMTH);
    }
    assertThat(pool.size()).isEqualTo(WarmPool.MAX_CONNECTIONS);
    pool.park(key("one more"), filler, WARMTH);
    assertThat(pool.size()).isEqualTo(WarmPool.MAX_CONNECTIONS);
    assertClosed(oldest.one());
  }

  @Test
  void whenItIsClosedThePeersLearnIt() throws Exception {
    Pair pair = Pair.connect();
    pool.park(key("t"), pair.zero(), WARMTH);
    pool.close();
    assertClosed(pair.one());

    Pair late = Pair.connect();
    pool.park(key("t"), late.zero(), WARMTH);
    assertThat(pool.size()).isZero();
    assertClosed(late.one());
  }

  /** Its peer has left for good: no more can be written to it, and soon. */
  private static void assertClosed(PeerConnection other) throws Exception {
    assertThat(other.in().read()).isEqualTo(-1);
    while (other.failure().isEmpty()) {
      Thread.sleep(5);
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    Pair pair = Pair.connect();
    pool.park(key("t"), pair.zero(), WARMTH);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> take("t")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(take("t")).isEmpty();
  }

  /** Streams that a handler's thread still holds when it was left behind. */
  @Test
  void theStreamsOfASessionThatIsKeptAreOver() throws Exception {
    Pair pair = Pair.connect();
    pool.park(key("t"), pair.zero(), WARMTH);
    others.park(otherKey(), pair.one(), WARMTH);
    Future<Optional<PeerConnection>> other = takeOther();
    PeerConnection next = take("t").orElseThrow();
    other.get().orElseThrow().out().write(7);
    assertThatThrownBy(() -> pair.zero().in().read()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> pair.zero().out().write(1)).isInstanceOf(IOException.class);
    pair.zero().abort();
    pair.zero().close();
    assertThat(next.in().read()).isEqualTo(7);
    next.abort();
  }

  @Test
  void aPeerThatDoesNotReuseItIsClosed() throws Exception {
    Future<PeerConnection> other =
        THREADS.submit(
            () ->
                TestWorld.client(partyOne, relay.address(), FrelayClient.builder())
                    .connect("0", "old", LONG));
    PeerConnection zero = Pair.connection(partyZero, "1", "old", "frelay/2");
    pool.park(key("t"), zero, WARMTH);
    assertThat(pool.size()).isZero();
    assertClosed(other.get());
  }
}
