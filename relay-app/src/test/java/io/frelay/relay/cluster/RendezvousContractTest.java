package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.rendezvous.EmbeddedRendezvous;
import io.frelay.relay.rendezvous.Rendezvous;
import io.frelay.testkit.redis.RedisServer;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract of a rendezvous, of one relay or of two. */
class RendezvousContractTest {
  private static final EventLoopGroup LOOPS = new DefaultEventLoopGroup(2);
  private static RedisServer redis;
  private static Vertx vertx;
  private static final Map<String, MemberRelay> RELAYS = MemberRelay.none();
  private static int tags;

  private final String tag = "t" + tags++;
  private final List<MemberRelay.Met> met = new ArrayList<>();
  private final List<Arrival> outdated = new ArrayList<>();
  private final List<Arrival> alone = new ArrayList<>();

  /** Arrangements that the contract holds for. */
  enum Kind {
    EMBEDDED,
    CLUSTER_ONE_RELAY,
    CLUSTER_TWO_RELAYS
  }

  private Kind kind;
  private final Rendezvous embedded = new EmbeddedRendezvous();

  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.start();
    vertx = Vertx.vertx();
    MemberRelay.start(vertx, redis.url(), "a", RELAYS).awaitUp();
    MemberRelay.start(vertx, redis.url(), "b", RELAYS).awaitUp();
  }

  @AfterAll
  static void stop() throws Exception {
    LOOPS.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    if (vertx != null) {
      vertx.close();
      redis.close();
    }
  }

  private Newcomer party(String name, String peer, Optional<Duration> timeout) {
    return TestArrivals.onLoop(
        LOOPS.next(), new PartyId("u", name), new AuthRequest(peer, tag, 2, timeout));
  }

  private Newcomer zero() {
    return party("0", "1", Optional.empty());
  }

  private Newcomer one() {
    return party("1", "0", Optional.empty());
  }

  /** A party comes to the first relay, or the second, if there are two. */
  private Arrival come(int relay, Newcomer newcomer) {
    Rendezvous rendezvous =
        switch (kind) {
          case EMBEDDED -> embedded;
          case CLUSTER_ONE_RELAY -> RELAYS.get("a").rendezvous;
          case CLUSTER_TWO_RELAYS -> RELAYS.get(relay == 0 ? "a" : "b").rendezvous;
        };
    return MemberRelay.come(rendezvous, newcomer, new Recorder(rendezvous));
  }

  private Arrival waits(int relay, Newcomer newcomer) {
    Arrival arrival = come(relay, newcomer);
    if (kind != Kind.EMBEDDED) {
      MemberRelay.await(
          () ->
              RELAYS.values().stream()
                  .anyMatch(
                      r -> r.rendezvous.waiter(arrival).filter(Waiter::isEntered).isPresent()));
    }
    return arrival;
  }

  private void assertMet(Arrival waiter, Arrival second) {
    MemberRelay.await(() -> size(met) > 0);
    assertThat(met).containsExactly(new MemberRelay.Met(waiter, second));
  }

  private int size(List<?> list) {
    synchronized (this) {
      return list.size();
    }
  }

  private final class Recorder extends MemberRelay.Calls {
    Recorder(Rendezvous rendezvous) {
      super(rendezvous);
    }

    @Override
    public void meets(Arrival waiter, Newcomer newcomer) {
      synchronized (RendezvousContractTest.this) {
        met.add(new MemberRelay.Met(waiter, newcomer.arrival()));
      }
    }

    @Override
    public void outdated(Arrival waiter) {
      synchronized (RendezvousContractTest.this) {
        outdated.add(waiter);
      }
    }

    @Override
    public void nobody(Arrival arrival) {
      synchronized (RendezvousContractTest.this) {
        alone.add(arrival);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstWaitsAndTheSecondMeetsIt(Kind kind) {
    this.kind = kind;
    Arrival waiter = waits(0, zero());
    assertMet(waiter, come(1, one()));
  }

  @ParameterizedTest
  @EnumSource
  void theOtherOrderIsTheSame(Kind kind) {
    this.kind = kind;
    Arrival waiter = waits(1, one());
    assertMet(waiter, come(0, zero()));
  }

  @ParameterizedTest
  @EnumSource
  void differentKeysDoNotMeet(Kind kind) {
    this.kind = kind;
    waits(0, zero());
    waits(1, party("1", "2", Optional.empty()));
    waits(1, party("2", "0", Optional.empty()));
    assertThat(met).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoCannotWaitMeetsAWaiter(Kind kind) {
    this.kind = kind;
    Arrival waiter = waits(0, zero());
    assertMet(waiter, come(1, party("1", "0", Optional.of(Duration.ZERO))));
  }

  @ParameterizedTest
  @EnumSource
  void whoCannotWaitTakesNobodysPlace(Kind kind) {
    this.kind = kind;
    Arrival waiter = waits(0, zero());
    Arrival looking = come(1, party("0", "1", Optional.of(Duration.ZERO)));
    MemberRelay.await(() -> size(alone) > 0);
    assertThat(alone).containsExactly(looking);
    assertMet(waiter, come(1, one()));
    assertThat(outdated).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theSamePartyTakesItsOwnPlace(Kind kind) {
    this.kind = kind;
    Arrival first = waits(0, zero());
    Arrival again = waits(1, zero());
    MemberRelay.await(() -> size(outdated) > 0);
    assertThat(outdated).containsExactly(first);
    assertMet(again, come(0, one()));
  }

  /** Its match failed, and meanwhile the party itself has come again: the newer one stays. */
  @ParameterizedTest
  @EnumSource
  void whoComesBackDoesNotTakeThePlaceOfItsNewerSelf(Kind kind) throws InterruptedException {
    this.kind = kind;
    Newcomer older = zero();
    Thread.sleep(5); // the registry counts in milliseconds
    Arrival newer = waits(0, zero());
    Arrival comeback = come(1, older);
    MemberRelay.await(() -> size(outdated) > 0);
    assertThat(outdated).containsExactly(comeback);
    assertMet(newer, come(1, one()));
  }

  @ParameterizedTest
  @EnumSource
  void whoLeavesIsNotMet(Kind kind) {
    this.kind = kind;
    Arrival waiter = waits(0, zero());
    waiter.connection().close(CloseReason.PARTY_LEFT);
    waiter.connection().channel().closeFuture().syncUninterruptibly();
    Arrival next = waits(1, one());
    assertThat(met).isEmpty();
    assertMet(next, come(0, zero()));
  }

  @ParameterizedTest
  @EnumSource
  void whoseTimeIsOverIsNotMet(Kind kind) {
    this.kind = kind;
    Arrival waiter = come(0, party("0", "1", Optional.of(Duration.ofMillis(50))));
    waiter.connection().channel().closeFuture().syncUninterruptibly();
    assertThat(waiter.connection().endedIn()).isEqualTo(Stage.WAITING);
    waits(1, one());
    assertThat(met).isEmpty();
  }
}
