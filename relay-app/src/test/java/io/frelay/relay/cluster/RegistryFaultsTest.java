package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.testkit.redis.RedisServer;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two relays whose Redis, or one of which, is not as it should be. */
class RegistryFaultsTest {
  private static final EventLoopGroup LOOPS = new DefaultEventLoopGroup(2);
  private static RedisServer redis;
  private static Vertx vertx;
  private static int names;

  private final Map<String, MemberRelay> relays = MemberRelay.none();
  private final LinkedBlockingQueue<MemberRelay.Met> met = new LinkedBlockingQueue<>();
  private MemberRelay a;
  private MemberRelay b;

  @BeforeAll
  static void startRedis() throws Exception {
    redis = TestRedis.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    LOOPS.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    if (vertx != null) {
      vertx.close();
      redis.close();
    }
  }

  @BeforeEach
  void start() {
    a = relay("a" + names);
    b = relay("b" + names++);
    a.awaitUp();
    b.awaitUp();
  }

  @AfterEach
  void stop() {
    relays.values().forEach(relay -> relay.registry.close());
  }

  private MemberRelay relay(String name) {
    return MemberRelay.start(vertx, redis.url(), name, relays);
  }

  private Arrival come(MemberRelay relay, String name, String peer) {
    Newcomer newcomer =
        TestArrivals.onLoop(
            LOOPS.next(),
            new PartyId("u", name),
            new AuthRequest(peer, "t" + names, 2, Optional.empty()));
    return MemberRelay.come(relay.rendezvous, newcomer, new Recorder(relay));
  }

  private Arrival waits(MemberRelay relay, String name, String peer) {
    Arrival arrival = come(relay, name, peer);
    MemberRelay.await(() -> relay.rendezvous.waiter(arrival).filter(Waiter::isEntered).isPresent());
    return arrival;
  }

  private final class Recorder extends MemberRelay.Calls {
    Recorder(MemberRelay relay) {
      super(relay.rendezvous);
    }

    @Override
    public void meets(Arrival waiter, Newcomer newcomer) {
      met.add(new MemberRelay.Met(waiter, newcomer.arrival()));
    }

    @Override
    public void outdated(Arrival waiter) {
      waiter.connection().close(CloseReason.TAKEN_OVER);
    }
  }

  private void assertMeet(Arrival one, Arrival other) throws InterruptedException {
    MemberRelay.Met two = met.poll(15, TimeUnit.SECONDS);
    assertThat(two).isNotNull();
    assertThat(List.of(two.waiter().connection(), two.second().connection()))
        .containsExactlyInAnyOrder(one.connection(), other.connection());
    assertThat(met).as("nothing is joined twice").isEmpty();
  }

  private static void awaitDown(MemberRelay relay) {
    MemberRelay.await(() -> !relay.registry.standing().isUp());
  }

  /** The others know of the one party that it has. */
  private static void awaitCounted(MemberRelay relay) {
    MemberRelay.await(() -> redis.send("HLEN {test}:n:" + relay.name).equals(":2"));
  }

  /** Waits until it is closed, and what follows from that is done: it counts no more. */
  private static void awaitClosed(Arrival arrival) {
    arrival.connection().channel().closeFuture().syncUninterruptibly();
    arrival.connection().loop().submit(() -> {}).syncUninterruptibly();
  }

  @Test
  void redisGoneThoseOfOneRelayMeetAndWhoWaitsIsEnteredWhenItIsBack() throws Exception {
    Arrival waiter = waits(a, "0", "1");
    redis.kill();
    awaitDown(a);
    awaitDown(b);
    assertThat(a.registry.complaint()).isPresent();
    Arrival two = come(a, "2", "3");
    assertMeet(two, come(a, "3", "2"));
    Arrival elsewhere = come(b, "1", "0");
    assertThat(elsewhere.connection().stage()).isEqualTo(Stage.WAITING);
    redis.startAgain();
    assertMeet(waiter, elsewhere);
    assertThat(a.registry.complaint()).isEmpty();
  }

  @Test
  void restartedEmptyBetweenTwoBeatsWaitersAreEnteredAgain() throws Exception {
    Arrival waiter = waits(a, "0", "1");
    redis.send("FLUSHALL");
    Arrival peer = come(b, "1", "0");
    assertMeet(waiter, peer);
  }

  /** As after a failover to a replica that had not got the last writes: the lease is as it was. */
  @Test
  void anEntryThatWasLostAloneIsEnteredAgain() throws Exception {
    Arrival waiter = waits(a, "0", "1");
    redis.send(
        "EVAL \"for i, k in ipairs(redis.call('KEYS', '*:w:*')) do redis.call('DEL', k) end\" 0");
    Arrival peer = come(b, "1", "0");
    assertMeet(waiter, peer);
  }

  @Test
  void slowRedisDelaysOnlyWhoMustAskIt() throws Exception {
    redis.pause(true);
    Arrival waiter;
    try {
      waiter = come(a, "0", "1");
      assertMeet(waiter, come(a, "1", "0"));
      waiter = come(a, "2", "3");
    } finally {
      redis.pause(false);
    }
    assertMeet(waiter, come(b, "3", "2"));
  }

  @Test
  void redisThatHangsIsGivenUp() throws Exception {
    redis.pause(true);
    try {
      awaitDown(a);
    } finally {
      redis.pause(false);
    }
    a.awaitUp();
  }

  @Test
  void fullRedisIsAsGoodAsNone() throws Exception {
    redis.send("CONFIG SET maxmemory 1");
    try {
      awaitDown(a);
      assertThat(a.registry.complaint().orElseThrow()).contains("OOM");
      Arrival waiter = come(a, "0", "1");
      assertMeet(waiter, come(a, "1", "0"));
    } finally {
      redis.send("CONFIG SET maxmemory 0");
    }
    a.awaitUp();
  }

  @Test
  void wrongPasswordIsSaidAndWaitedFor() throws Exception {
    redis.send("ACL SETUSER relay on >right ~* +@all");
    String url = "redis://relay:wrong@127.0.0.1:" + redis.port();
    MemberRelay late = MemberRelay.start(vertx, url, "w", relays);
    MemberRelay.await(
        () -> late.registry.complaint().filter(text -> text.contains("WRONGPASS")).isPresent());
    Arrival waiter = come(late, "0", "1");
    assertMeet(waiter, come(late, "1", "0"));
    redis.send("ACL SETUSER relay >wrong");
    late.awaitUp();
  }

  @Test
  void whatIsNoRedisOfAKnownVersionIsSaid() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread old =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    socket
                        .getOutputStream()
                        .write("-ERR unknown command\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket
                        .getOutputStream()
                        .write("-ERR unknown command\r\n".getBytes(StandardCharsets.US_ASCII));
                  }
                } catch (IOException e) {
                  // the test is over
                }
              });
      old.start();
      MemberRelay late =
          MemberRelay.start(vertx, "redis://127.0.0.1:" + server.getLocalPort(), "w", relays);
      MemberRelay.await(
          () -> late.registry.complaint().filter(text -> text.contains("ERR")).isPresent());
    }
  }

  /** No fault, but another Redis: all keys of a cluster have one slot. */
  @Test
  void redisInClusterMode() throws Exception {
    try (RedisServer node = TestRedis.start("--cluster-enabled", "yes")) {
      for (int from = 0; from < 16_384; from += 4096) {
        String slots =
            IntStream.range(from, from + 4096)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
        assertThat(node.send("CLUSTER ADDSLOTS " + slots)).isEqualTo("+OK");
      }
      MemberRelay.await(() -> node.send("SET {test}:x 1").equals("+OK"));
      MemberRelay one = MemberRelay.start(vertx, node.url() + "#cluster", "one", relays);
      MemberRelay other = MemberRelay.start(vertx, node.url() + "#cluster", "other", relays);
      one.awaitUp();
      other.awaitUp();
      Arrival waiter = waits(one, "0", "1");
      waits(one, "5", "6").connection().close(CloseReason.PARTY_LEFT);
      assertMeet(waiter, come(other, "1", "0"));
    }
  }

  @Test
  void aRelayThatDiesIsGoneWithinSeconds() throws Exception {
    waits(a, "0", "1");
    a.die();
    MemberRelay.await(() -> b.registry.members().size() == 1);
    Arrival peer = waits(b, "1", "0");
    assertThat(peer.connection().stage()).isEqualTo(Stage.WAITING);
    assertMeet(peer, come(b, "0", "1"));
  }

  @Test
  void anOwnerThatCannotBeReachedCostsARetry() throws Exception {
    Arrival waiter = waits(a, "0", "1");
    a.cutOff();
    Arrival peer = come(b, "1", "0");
    // The other direction is open: when the waiter is entered again, its relay is the one that
    // asks.
    assertMeet(waiter, peer);
  }

  @Test
  void limitsCountAcrossTheCluster() throws Exception {
    ConnectionLimits two = new ConnectionLimits(100, 100, 3, 2, 100, 100);
    MemberRelay c = MemberRelay.start(vertx, redis.url(), "c", two, relays);
    c.awaitUp();
    waits(a, "0", "1");
    waits(b, "0", "2");
    awaitCounted(a);
    awaitCounted(b);
    Arrival third = come(c, "0", "3");
    awaitClosed(third);
    waits(c, "5", "6");
    Arrival fourthOfUser = come(c, "7", "8");
    awaitClosed(fourthOfUser);
  }
}
