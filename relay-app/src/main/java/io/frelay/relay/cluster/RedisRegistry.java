package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.cluster.Found.Fate;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.rendezvous.PairingKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;

/**
 * Waiting parties of all relays, in Redis. All keys have one hash tag, so that Redis' cluster mode
 * keeps them on one node, as scripts need it:
 *
 * <pre>
 *   {NAME}:w:KEY     the party that waits: side, since when, relay, id; until its deadline
 *   {NAME}:m         the relays: lease, beat and address of each
 *   {NAME}:i:RELAY   ids of waiters of that relay that were taken over elsewhere
 *   {NAME}:n:RELAY   connections of each user and party at that relay; as long as its lease
 * </pre>
 *
 * <p>A relay's waiters count as long as its lease, which one command a second renews for all of
 * them. Safe for any thread.
 */
final class RedisRegistry {
  /** A relay of the cluster: this one. */
  record Self(String cluster, String relay, RelayAddresses addresses) {
    String key(String kind, String name) {
      return prefix() + kind + ":" + name;
    }

    String prefix() {
      return "{" + cluster + "}:";
    }

    /** Keys of what Redis knows of the relay itself. */
    List<String> ownKeys() {
      return List.of(prefix() + "m", key("i", relay), key("n", relay));
    }
  }

  private final RedisLink link;
  private final Self self;
  private final ConnectionLimits limits;
  private final Standing standing;
  private final Counts counts = new Counts();
  private final LeavingWaiters leaving;
  private final Heartbeat heartbeat;

  RedisRegistry(
      Vertx vertx, RedisLink link, Self self, ConnectionLimits limits, Standing standing) {
    this.link = link;
    this.self = self;
    this.limits = limits;
    this.standing = standing;
    leaving = new LeavingWaiters(link, self.relay());
    heartbeat = new Heartbeat(vertx, link, self, standing, counts, leaving);
  }

  /** Begins to beat, at once and then every second, whether or not Redis is there. */
  void start(Heartbeat.Listener listener) {
    heartbeat.start(listener);
  }

  /** Beats no more, as if the relay had died. */
  void stopBeating() {
    heartbeat.stop();
  }

  /** Leaves the cluster. */
  Future<Void> close() {
    heartbeat.stop();
    return link.run(RegistryScript.GOODBYE, self.ownKeys(), List.of(self.relay()))
        .<Void>mapEmpty()
        .onComplete(done -> link.drop());
  }

  Members members() {
    return heartbeat.members();
  }

  /** Counts a connection for its user and party, once, until its socket closes. */
  void count(Arrival arrival) {
    counts.count(arrival);
  }

  /** Returns whether it is a place at this relay. */
  boolean isHere(Place place) {
    return place.relay().equals(self.relay());
  }

  Standing standing() {
    return standing;
  }

  /**
   * A party arrives, or is entered again, for which limits do not count; failed if Redis does not
   * answer or refuses.
   */
  Future<Found> arrive(Waiter waiter) {
    if (!standing.isUp()) {
      return Future.failedFuture("the registry is down");
    }
    long begun = System.nanoTime();
    return link.run(
            RegistryScript.ARRIVE,
            List.of(key(waiter.key()), self.prefix() + "m"),
            arguments(waiter, begun))
        .map(RedisRegistry::found)
        .onSuccess(found -> standing.took(System.nanoTime() - begun))
        .onFailure(why -> standing.failed());
  }

  private List<String> arguments(Waiter waiter, long now) {
    Arrival arrival = waiter.arrival();
    boolean isNew = waiter.isNew();
    boolean isLesser = arrival.party().name().compareTo(arrival.request().destParty()) < 0;
    String user = Counts.field(arrival.party().user());
    String party = Counts.field(arrival.party());
    return List.of(
        self.prefix(),
        self.relay(),
        Long.toString(waiter.id()),
        isLesser ? "0" : "1",
        Long.toString(Math.max(0, now - arrival.arrivedNanos()) / 1_000_000),
        Long.toString(Math.max(1, arrival.remaining().toMillis())),
        arrival.canWait() ? "1" : "0",
        user,
        Integer.toString(isNew ? limits.perUser() : Integer.MAX_VALUE),
        Integer.toString(counts.of(user)),
        party,
        Integer.toString(isNew ? limits.perParty() : Integer.MAX_VALUE),
        Integer.toString(counts.of(party)));
  }

  private static Found found(Response answer) {
    return switch (answer.get(0).toString()) {
      case "meets" ->
          Found.meets(
              new Place(
                  answer.get(1).toString(),
                  answer.get(2).toLong(),
                  answer.get(3).toString(),
                  answer.get(4).toLong()));
      case "waits" -> Found.of(Fate.WAITS);
      case "outdated" -> Found.of(Fate.OUTDATED);
      case "nobody" -> Found.of(Fate.NOBODY);
      case "full" -> Found.of(Fate.FULL);
      default -> throw new IllegalStateException("a fate that the script does not have");
    };
  }

  /** A waiter goes. */
  void leave(Waiter waiter) {
    if (standing.isUp()) { // else its entry ends with the lease, or costs whoever finds it a retry
      leaving.add(key(waiter.key()), waiter.id());
    }
  }

  /** A waiter that was taken out in vain is put back, unless somebody is there by now. */
  void giveBack(PairingKey key, Place place) {
    if (place.leftMillis() > 0) {
      link.run(
          RegistryScript.GIVE_BACK,
          List.of(key(key)),
          List.of(place.entry(), Long.toString(place.leftMillis())));
    }
  }

  private String key(PairingKey key) {
    return self.key("w", Digests.of(key.user(), key.lesser(), key.greater(), key.tag()));
  }

  /** For readiness: what is wrong with Redis; empty if nothing is. */
  Optional<String> complaint() {
    return standing.complaint();
  }
}
