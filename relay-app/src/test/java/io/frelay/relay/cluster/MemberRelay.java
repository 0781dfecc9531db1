package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.rendezvous.PairingKey;
import io.frelay.relay.rendezvous.Rendezvous;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The rendezvous of one relay, with a real registry, and in place of the trunk a call of the other
 * relay's.
 */
final class MemberRelay {
  /** Two that met. */
  record Met(Arrival waiter, Arrival second) {}

  private static final ConnectionLimits PLENTY =
      new ConnectionLimits(1000, 1000, 1000, 1000, 1000, 1000);

  /** For what a relay takes for a party whose trunk breaks. */
  private static final EventLoopGroup GHOSTS = new DefaultEventLoopGroup(1);

  final String name;
  final ClusterRendezvous rendezvous;
  final RedisRegistry registry;
  private final Map<String, MemberRelay> all;
  private volatile boolean reachable = true;
  private volatile boolean breaking;

  private MemberRelay(
      Vertx vertx,
      String redis,
      String name,
      ConnectionLimits limits,
      Map<String, MemberRelay> all) {
    this.name = name;
    this.all = all;
    RedisLink link =
        new RedisLink(
            Redis.createClient(
                vertx,
                new RedisOptions()
                    .setConnectionString(redis.replace("#cluster", ""))
                    .setType(
                        redis.endsWith("#cluster")
                            ? RedisClientType.CLUSTER
                            : RedisClientType.STANDALONE)
                    .setMaxPoolSize(2)));
    registry =
        new RedisRegistry(
            vertx,
            link,
            new RedisRegistry.Self("test", name, new RelayAddresses(name + ":1", Optional.empty())),
            limits,
            new Standing(new SimpleMeterRegistry()));
    rendezvous = new ClusterRendezvous(registry, this::ask);
  }

  static MemberRelay start(Vertx vertx, String redis, String name, Map<String, MemberRelay> all) {
    return start(vertx, redis, name, PLENTY, all);
  }

  static MemberRelay start(
      Vertx vertx,
      String redis,
      String name,
      ConnectionLimits limits,
      Map<String, MemberRelay> all) {
    MemberRelay relay = new MemberRelay(vertx, redis, name, limits, all);
    all.put(name, relay);
    relay.registry.start(relay.rendezvous);
    return relay;
  }

  static Map<String, MemberRelay> none() {
    return new ConcurrentHashMap<>();
  }

  void awaitUp() {
    await(() -> registry.standing().isUp());
  }

  /** Nobody gets through to it any more. */
  void cutOff() {
    reachable = false;
  }

  /** They do again. */
  void reconnect() {
    reachable = true;
  }

  /** The next trunk to it is cut when the waiter has been told, and the other has not. */
  void breakNextTrunk() {
    breaking = true;
  }

  /** It dies: its lease runs out, and nobody gets through to it. */
  void die() {
    reachable = false;
    registry.stopBeating();
  }

  private void ask(Place place, Newcomer second, Trunk.Refused refused) {
    MemberRelay owner = all.get(place.relay());
    if (owner == null || !owner.reachable) {
      refused.gone();
      return;
    }
    PairingKey key = PairingKey.of(second.arrival());
    if (owner.breaking) {
      owner.breaking = false;
      Arrival told = second.arrival();
      owner.rendezvous.handOver(
          place.id(), key, TestArrivals.onLoop(GHOSTS.next(), told.party(), told.request()));
      refused.gone();
    } else if (!owner.rendezvous.handOver(place.id(), key, second)) {
      refused.gone();
    }
  }

  /** A party comes, to wait if it can. */
  static Arrival come(Rendezvous rendezvous, Newcomer newcomer, Rendezvous.Encounter encounter) {
    Arrival arrival = newcomer.arrival();
    arrival
        .connection()
        .loop()
        .submit(
            () -> {
              arrival.connection().onClose(reason -> rendezvous.withdraw(arrival));
              arrival
                  .connection()
                  .enter(Stage.WAITING, arrival.remaining(), CloseReason.PEER_TIMEOUT);
              offer(rendezvous, newcomer, encounter);
            })
        .syncUninterruptibly();
    return arrival;
  }

  private static void offer(
      Rendezvous rendezvous, Newcomer newcomer, Rendezvous.Encounter encounter) {
    if (newcomer.arrival().canWait()) {
      rendezvous.offer(newcomer, encounter);
    } else {
      rendezvous.look(newcomer, encounter);
    }
  }

  /** Events of the arrivals of one relay, as far as a test does not look at them. */
  static class Calls implements Rendezvous.Encounter {
    private final Rendezvous rendezvous;

    Calls(Rendezvous rendezvous) {
      this.rendezvous = rendezvous;
    }

    @Override
    public void meets(Arrival waiter, Newcomer newcomer) {}

    @Override
    public void outdated(Arrival waiter) {}

    @Override
    public void nobody(Arrival arrival) {}

    @Override
    public void goesElsewhere(Arrival arrival) {}

    @Override
    public void comesBack(Newcomer newcomer) {
      Arrival arrival = newcomer.arrival();
      if (arrival
          .connection()
          .enter(Stage.WAITING, arrival.remaining(), CloseReason.PEER_TIMEOUT)) {
        MemberRelay.offer(rendezvous, newcomer, this);
      }
    }
  }

  /** Waits until it is so. */
  static void await(BooleanSupplier so) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 15 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
