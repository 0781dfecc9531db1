package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.cluster.Found.Fate;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.rendezvous.PairingKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

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
  /** Time between two beats in ms. */
  static final long BEAT_MILLIS = 1000;

  /** Time in ms after which a relay that does not beat is gone. */
  private static final long LEASE_MILLIS = 5000;

  /** Longest time in ms that Redis may take for a beat. */
  private static final long PATIENCE_MILLIS = 2000;

  /** The same if it has to be connected to first, perhaps while this relay starts. */
  private static final long CONNECT_MILLIS = 10_000;

  /** Counts that one beat tells; the rest follow. */
  private static final int MOST_COUNTS = 1000;

  /** Waiters that one command takes out. */
  private static final int MOST_LEAVING = 200;

  /** Events of the registry that concern its relay. */
  interface Listener {
    /** A waiter of this relay was taken over by its own newer self elsewhere. */
    void takenOver(long id);

    /**
     * A beat has succeeded.
     *
     * @param forgotten true if Redis may have forgotten who waits here
     */
    void beat(boolean forgotten);
  }

  /** A relay of the cluster: this one. */
  record Self(String cluster, String relay, RelayAddresses addresses) {
    String key(String kind, String name) {
      return prefix() + kind + ":" + name;
    }

    String prefix() {
      return "{" + cluster + "}:";
    }
  }

  private final Vertx vertx;
  private final RedisLink link;
  private final Self self;
  private final ConnectionLimits limits;
  private final Standing standing;
  private final Members members = new Members();
  private final Counts counts = new Counts();
  private final List<Leaving> leaving = new ArrayList<>();
  private boolean leavingNow;
  private long beats;
  private String run = "";
  private volatile boolean forgotten = true;
  private volatile boolean closed;
  private long timer = -1;
  private long unansweredSince;

  private record Leaving(String key, long id) {}

  RedisRegistry(
      Vertx vertx, RedisLink link, Self self, ConnectionLimits limits, Standing standing) {
    this.vertx = vertx;
    this.link = link;
    this.self = self;
    this.limits = limits;
    this.standing = standing;
  }

  /** Begins to beat, at once and then every second, whether or not Redis is there. */
  void start(Listener listener) {
    vertx.runOnContext(
        now -> {
          beat(listener);
          timer = vertx.setPeriodic(BEAT_MILLIS, next -> beat(listener));
        });
  }

  /** Beats no more, as if the relay had died. */
  void stopBeating() {
    closed = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  /** Leaves the cluster. */
  Future<Void> close() {
    stopBeating();
    return link.run(
            RegistryScript.GOODBYE,
            List.of(self.prefix() + "m", self.key("i", self.relay()), self.key("n", self.relay())),
            List.of(self.relay()))
        .<Void>mapEmpty()
        .onComplete(done -> link.drop());
  }

  Members members() {
    return members;
  }

  Counts counts() {
    return counts;
  }

  /** Returns whether it is a place at this relay. */
  boolean isHere(Place place) {
    return place.relay().equals(self.relay());
  }

  Standing standing() {
    return standing;
  }

  /**
   * A party arrives, or is entered again; failed if Redis does not answer or refuses.
   *
   * @param id its number at this relay
   * @param isNew true if limits count, as for one that was never entered
   */
  Future<Found> arrive(Arrival arrival, long id, boolean isNew) {
    if (!standing.isUp()) {
      return Future.failedFuture("the registry is down");
    }
    long begun = System.nanoTime();
    return link.run(
            RegistryScript.ARRIVE,
            List.of(key(PairingKey.of(arrival)), self.prefix() + "m"),
            arguments(arrival, id, isNew, begun))
        .map(RedisRegistry::found)
        .onSuccess(found -> standing.took(System.nanoTime() - begun))
        .onFailure(standing::failed);
  }

  private List<String> arguments(Arrival arrival, long id, boolean isNew, long now) {
    boolean isLesser = arrival.party().name().compareTo(arrival.request().destParty()) < 0;
    String user = Counts.field(arrival.party().user());
    String party = Counts.field(arrival.party());
    return List.of(
        self.prefix(),
        self.relay(),
        Long.toString(id),
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

  /** A waiter goes. Several that go at about the same time share a command. */
  void leave(PairingKey key, long id) {
    synchronized (leaving) {
      if (!standing.isUp()) {
        return; // its entry ends with this relay's lease, or costs whoever finds it a retry
      }
      leaving.add(new Leaving(key(key), id));
      if (leavingNow) {
        return;
      }
      leavingNow = true;
    }
    leaveNext();
  }

  private void leaveNext() {
    List<String> keys = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of(self.relay()));
    synchronized (leaving) {
      List<Leaving> next = leaving.subList(0, Math.min(leaving.size(), MOST_LEAVING));
      for (Leaving each : next) {
        keys.add(each.key());
        arguments.add(Long.toString(each.id()));
      }
      next.clear();
      if (keys.isEmpty()) {
        leavingNow = false;
        return;
      }
    }
    link.run(RegistryScript.LEAVE, keys, arguments).onComplete(done -> leaveNext());
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

  /** On the context that {@link #start} was given, as all about beats. */
  private void beat(Listener listener) {
    if (closed) {
      return;
    }
    if (unansweredSince != 0) {
      long patience = standing.isUp() ? PATIENCE_MILLIS : CONNECT_MILLIS;
      if (System.nanoTime() - unansweredSince > patience * 1_000_000) {
        unansweredSince = 0;
        down(new TimeoutException("no answer within %d s".formatted(patience / 1000)));
      }
      return;
    }
    unansweredSince = System.nanoTime();
    long mine = unansweredSince;
    (link.isOpen() ? Future.<Void>succeededFuture() : link.open())
        .compose(open -> sendBeat())
        .onComplete(
            done -> {
              if (unansweredSince != mine) {
                return; // given up meanwhile
              }
              unansweredSince = 0;
              if (done.succeeded()) {
                beaten(done.result(), listener);
              } else {
                down(done.cause());
              }
            });
  }

  private Future<Response> sendBeat() {
    if (forgotten) {
      counts.forgetTold();
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                self.relay(),
                self.addresses().toString(),
                Long.toString(LEASE_MILLIS),
                Long.toString(beats + 1)));
    arguments.addAll(counts.takeChanged(MOST_COUNTS));
    return link.run(
        RegistryScript.BEAT,
        List.of(self.prefix() + "m", self.key("i", self.relay()), self.key("n", self.relay())),
        arguments);
  }

  private void beaten(Response answer, Listener listener) {
    boolean sameServer = answer.get(1).toString().equals(run);
    boolean sameBeat = answer.get(0).toString().equals(Long.toString(beats));
    boolean isNew = forgotten || !sameServer || !sameBeat;
    beats++;
    run = answer.get(1).toString();
    Map<String, RelayAddresses> live = new LinkedHashMap<>();
    Response relays = answer.get(3);
    for (int i = 0; i + 1 < relays.size(); i += 2) {
      live.put(relays.get(i).toString(), RelayAddresses.parse(relays.get(i + 1).toString()));
    }
    members.set(live);
    if (isNew && !forgotten) {
      counts.forgetTold(); // Redis has lost what it was told
    }
    forgotten = false;
    standing.up(live.size());
    answer.get(2).forEach(id -> listener.takenOver(id.toLong()));
    listener.beat(isNew);
  }

  private void down(Throwable why) {
    forgotten = true;
    link.drop();
    members.set(Map.of());
    synchronized (leaving) {
      leaving.clear();
    }
    standing.down(why);
  }

  /** For readiness: what is wrong with Redis; empty if nothing is. */
  Optional<String> complaint() {
    return standing.complaint();
  }
}
