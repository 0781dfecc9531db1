package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.rendezvous.PairingKey;
import io.frelay.testkit.redis.RedisServer;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random histories of three relays: parties come, come again and leave, while Redis forgets, hangs
 * and restarts, relays die, do not reach each other, and lose a trunk after one of two was told.
 * Every pairing key is a schedule of its own; {@code -Dfrelay.histories=5000} runs as many.
 */
class ClusterHistoryTest {
  private static final int SCHEDULES = Integer.getInteger("frelay.histories", 300);
  private static final long SEED = Long.getLong("frelay.seed", System.nanoTime());
  private static final int STEPS = 8;
  private static final int RELAYS = 3;

  private final Random random = new Random(SEED);
  private final EventLoopGroup loops = new DefaultEventLoopGroup(2);
  private final Map<String, MemberRelay> all = MemberRelay.none();
  private final List<MemberRelay> relays = new ArrayList<>();
  private final List<List<Arrival>> arrivals = new ArrayList<>();
  private final Map<Connection, String> fates = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private RedisServer redis;
  private Vertx vertx;
  private int relaysMade;

  @BeforeEach
  void start() throws Exception {
    redis = TestRedis.start();
    vertx = Vertx.vertx();
    for (int i = 0; i < RELAYS; i++) {
      relays.add(newRelay());
    }
    for (int i = 0; i < SCHEDULES; i++) {
      arrivals.add(new ArrayList<>());
    }
  }

  private MemberRelay newRelay() {
    MemberRelay relay = MemberRelay.start(vertx, redis.url(), "r" + relaysMade++, all);
    relay.awaitUp();
    return relay;
  }

  @AfterEach
  void stop() {
    vertx.close();
    redis.close();
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** As the joiner would: nobody is told anything if one of the two has left. */
  private final class Recorder extends MemberRelay.Calls {
    Recorder(MemberRelay relay) {
      super(relay.rendezvous);
    }

    @Override
    public void meets(Arrival waiter, Newcomer newcomer) {
      Arrival second = newcomer.arrival();
      if (!PairingKey.of(waiter).equals(PairingKey.of(second))
          || waiter.party().equals(second.party())) {
        violations.add(waiter + " was joined with " + second);
      }
      if (waiter.connection().stage() == Stage.CLOSED && !fates.containsKey(waiter.connection())) {
        second.connection().execute(() -> comesBack(newcomer));
        return;
      }
      decide(waiter, "joined");
      decide(second, "joined");
    }

    @Override
    public void outdated(Arrival waiter) {
      decide(waiter, "outdated");
    }

    @Override
    public void nobody(Arrival arrival) {
      decide(arrival, "alone");
    }
  }

  private void decide(Arrival arrival, String fate) {
    String earlier = fates.putIfAbsent(arrival.connection(), fate);
    if (earlier != null) {
      violations.add(arrival.party() + " was " + earlier + ", then " + fate);
    }
    arrival.connection().close(CloseReason.COMPLETED);
  }

  private void step(int schedule) {
    List<Arrival> came = arrivals.get(schedule);
    if (!came.isEmpty() && random.nextInt(5) == 0) {
      came.get(random.nextInt(came.size())).connection().close(CloseReason.PARTY_LEFT);
      return;
    }
    boolean isZero = random.nextBoolean();
    Optional<Duration> timeout =
        switch (random.nextInt(8)) {
          case 0 -> Optional.of(Duration.ZERO);
          case 1 -> Optional.of(Duration.ofMillis(random.nextInt(300)));
          default -> Optional.empty();
        };
    MemberRelay relay = relays.get(random.nextInt(relays.size()));
    came.add(
        MemberRelay.come(
            relay.rendezvous,
            TestArrivals.onLoop(
                loops.next(),
                new PartyId("u", isZero ? "0" : "1"),
                new AuthRequest(isZero ? "1" : "0", "t" + schedule, 2, timeout)),
            new Recorder(relay)));
  }

  private void fault() throws Exception {
    MemberRelay relay = relays.get(random.nextInt(relays.size()));
    switch (random.nextInt(7)) {
      case 0 -> redis.send("FLUSHALL");
      case 1 ->
          redis.send(
              "EVAL \"for i, k in ipairs(redis.call('KEYS', '*:w:*')) do if i % 2 == 0 then"
                  + " redis.call('DEL', k) end end\" 0");
      case 2 -> {
        redis.pause(true);
        LockSupport.parkNanos(random.nextInt(300) * 1_000_000L);
        redis.pause(false);
      }
      case 3 -> {
        redis.kill();
        redis.startAgain();
      }
      case 4 -> relay.cutOff();
      case 5 -> relays.forEach(MemberRelay::reconnect);
      default -> relay.breakNextTrunk();
    }
  }

  /** Its connections are lost with it. */
  private void killOne() {
    MemberRelay dead = relays.remove(random.nextInt(relays.size()));
    dead.die();
    arrivals.forEach(
        came ->
            came.forEach(
                arrival -> {
                  if (dead.rendezvous.waiter(arrival).isPresent()) {
                    arrival.connection().close(CloseReason.PARTY_LEFT);
                  }
                }));
    relays.add(newRelay());
  }

  private boolean waits(Arrival arrival) {
    return !fates.containsKey(arrival.connection())
        && arrival.connection().channel().isOpen()
        && arrival.connection().stage() != Stage.CLOSED;
  }

  /** At most one waits of those that could meet or take each other's place. */
  private boolean isSettled() {
    return arrivals.stream().allMatch(came -> came.stream().filter(this::waits).count() <= 1);
  }

  @Test
  void everyRequestIsJoinedAtMostOnceAndInTheEndAllThatCanMeetHave() throws Exception {
    int steps = SCHEDULES * STEPS;
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(SCHEDULES));
      if (i % (steps / 30) == 0) {
        fault();
      }
      if (i % (steps / 2) == steps / 4) {
        killOne();
      }
      if (i % 50 == 0) {
        LockSupport.parkNanos(20_000_000);
      }
    }
    relays.forEach(MemberRelay::reconnect);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30 + SCHEDULES / 100);
    while (!isSettled() && System.nanoTime() < end) {
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(violations).as("seed %d", SEED).isEmpty();
    assertThat(isSettled()).as("all who can meet have, seed %d", SEED).isTrue();
    assertThat(fates.values()).contains("joined", "outdated", "alone");
  }
}
