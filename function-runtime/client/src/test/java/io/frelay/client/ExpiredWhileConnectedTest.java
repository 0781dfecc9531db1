package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import io.frelay.client.internal.dial.Cancellation;
import io.frelay.client.internal.dial.DialState;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.client.internal.transport.ResumableTransport;
import io.frelay.client.internal.transport.SessionRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that stands ends when its peer's certificate expires. */
@Timeout(90)
class ExpiredWhileConnectedTest {
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final Duration LIFETIME = Duration.ofSeconds(10);
  private static final FrelayClient.Builder RAW = FrelayClient.builder().withoutResumption();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<PeerConnection> open = new ArrayList<>();
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private PartyCredentials zero;
  private Issued shortLived;
  private PartyCredentials one;

  @BeforeEach
  void start() throws Exception {
    zero = world.party("0");
    shortLived = world.userCa.issue(Wanted.party("1", TestWorld.USER).validFor(LIFETIME));
    one =
        PartyCredentials.fromPem(
            world.pems(world.relayCa.issue(Wanted.party("1", TestWorld.USER)), shortLived));
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    open.forEach(PeerConnection::abort);
    relay.close();
  }

  /** Both ends of a session; the first is the one that sees its peer expire. */
  private record Pair(PeerConnection zero, PeerConnection one) {
    void exchange(int what) throws IOException {
      one.out().write(what);
      assertThat(zero.in().read()).isEqualTo(what);
      zero.out().write(what);
      assertThat(one.in().read()).isEqualTo(what);
    }
  }

  private Pair pair(Callable<PeerConnection> atZero, Callable<PeerConnection> atOne)
      throws Exception {
    Future<PeerConnection> other = threads.submit(atZero);
    PeerConnection peer = atOne.call();
    open.add(peer);
    PeerConnection own = get(other);
    open.add(own);
    Pair pair = new Pair(own, peer);
    pair.exchange(1);
    return pair;
  }

  private Pair relayed(String tag, FrelayClient.Builder options) throws Exception {
    return pair(
        () -> TestWorld.client(zero, relay.address(), options).connect("1", tag, LONG),
        () -> TestWorld.client(one, relay.address(), options).connect("0", tag, LONG));
  }

  private Pair direct() throws Exception {
    try (DirectListener listener = new DirectListener(new RelayAddress("127.0.0.1", 0), zero)) {
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      return pair(
          () -> listener.accept("1", LONG), () -> DirectConnection.connect(target, one, "0", LONG));
    }
  }

  /** Party 1 has another certificate by the time that its connection is lost. */
  private Pair renewed() throws Exception {
    SessionBinding session = new SessionBinding(TestWorld.USER, "1", "0", "renewed", "");
    FrelayClient.Builder options = FrelayClient.builder();
    RelayConnector before = connector(one, session);
    RelayConnector after = connector(world.party("1"), session);
    Pair pair =
        pair(
            () -> TestWorld.client(zero, relay.address(), options).connect("1", "renewed", LONG),
            () -> {
              EstablishedConnection met = before.first(LONG);
              return new PeerConnection(
                  ResumableTransport.begin(
                      met, Resumption.DEFAULTS, after, new SessionRuntime(), one.watch()),
                  met);
            });
    relay.cut();
    pair.exchange(2);
    assertThat(pair.zero().counts().orElseThrow().resumptions()).isPositive();
    return pair;
  }

  private RelayConnector connector(PartyCredentials party, SessionBinding session) {
    return new RelayConnector(
        List.of(relay.address()),
        party.identity(),
        FrelayClient.builder().dialOptions(),
        session,
        new DialState(),
        new Cancellation());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private void assertExpired(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(PeerExpiredException.class)
        .hasMessage(
            "the certificate of party 1 was valid until %s: the session was ended; the party needs"
                + " a new one",
            shortLived.certificate().getNotAfter().toInstant());
  }

  @Test
  void readsAndWritesFailAndThePeerIsTold() throws Exception {
    Pair renewed = renewed();
    Pair surviving = relayed("surviving", FrelayClient.builder());
    Pair raw = relayed("raw", RAW);
    Pair direct = direct();
    assertThat(Instant.now()).isBefore(shortLived.certificate().getNotAfter().toInstant());
    for (Pair each : List.of(surviving, raw, direct)) {
      assertExpired(catchThrowable(() -> each.zero().in().read()));
      assertExpired(catchThrowable(() -> each.zero().out().write(1)));
      assertExpired(catchThrowable(() -> each.zero().shutdownOutput()));
      assertExpired(each.zero().failure().orElseThrow());
    }
    assertThat(catchThrowable(() -> surviving.one().in().read()))
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("party 0 broke the session off");
    assertThat(catchThrowable(() -> raw.one().in().read()))
        .isInstanceOf(TruncatedStreamException.class);
    for (int i = 0; i < 500; i++) {
      renewed.exchange(i & 0x7f); // what its peer has shown last is what counts
    }
  }
}
