package io.frelay.relay.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Signs of life of this relay, one a second: each renews its lease in Redis, tells what has changed
 * of its counts, and hears who else is alive and who was taken over. A beat that fails or is not
 * answered is how Redis is found to be lost.
 */
final class Heartbeat {
  /** Time between two beats in ms. */
  static final long BEAT_MILLIS = 1000;

  /** Time in ms after which a relay that does not beat is gone. */
  private static final long LEASE_MILLIS = 5000;

  /** Longest time in ms that Redis may take for a beat. */
  private static final long TIMEOUT_MILLIS = 2000;

  /** The same if it has to be connected to first, perhaps while this relay starts. */
  private static final long CONNECT_MILLIS = 10_000;

  /** Counts that one beat tells; the rest follow. */
  private static final int MAX_COUNTS = 1000;

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

  private final Vertx vertx;
  private final RedisLink link;
  private final RedisRegistry.Self self;
  private final Standing standing;
  private final Counts counts;
  private final LeavingWaiters leaving;
  private final Members members = new Members();
  private long beats;
  private String run = "";
  private volatile boolean forgotten = true;
  private volatile boolean closed;
  private long timer = -1;
  private long unansweredSince;

  Heartbeat(
      Vertx vertx,
      RedisLink link,
      RedisRegistry.Self self,
      Standing standing,
      Counts counts,
      LeavingWaiters leaving) {
    this.vertx = vertx;
    this.link = link;
    this.self = self;
    this.standing = standing;
    this.counts = counts;
    this.leaving = leaving;
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
  void stop() {
    closed = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  Members members() {
    return members;
  }

  /** On the context of the timer, as all that follows. */
  private void beat(Listener listener) {
    if (closed) {
      return;
    }
    if (unansweredSince != 0) {
      long timeout = standing.isUp() ? TIMEOUT_MILLIS : CONNECT_MILLIS;
      if (System.nanoTime() - unansweredSince > timeout * 1_000_000) {
        unansweredSince = 0;
        down(new TimeoutException("no answer within %d s".formatted(timeout / 1000)));
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
    arguments.addAll(counts.takeChanged(MAX_COUNTS));
    return link.run(RegistryScript.BEAT, self.ownKeys(), arguments);
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
    leaving.clear();
    standing.down(why);
  }
}
