package io.frelay.client.internal.dial;

import io.frelay.client.RelayAddress;
import io.frelay.credentials.PartyIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Connections that stand ready for the next sessions of a process, made in threads of their own. A
 * relay that allows them says so with a session; there are none to any other. What has become of no
 * use is found out by whoever would take it, and is nobody's failure. Safe for use by several
 * threads.
 */
public final class PreparedConnections {
  /** The relay's time and ours may not begin at the same moment. */
  private static final int TENTHS = 9;

  private static final int MAX_ENTRIES = 1000;

  /**
   * Owner of prepared connections. Credentials and proxies are compared by identity: those that
   * were read anew make connections of their own.
   */
  record Key(RelayAddress relay, PartyIdentity party, ProxyRules proxies) {}

  /** One that is there or on its way, and the client that has it made. */
  private static final class Place {
    private final Object owner;
    private final Cancellation cancellation = new Cancellation();
    private PreparedConnection connection; // null while it is made

    Place(Object owner) {
      this.owner = owner;
    }
  }

  /** Guarded by this, as the next one; in each the oldest is first. */
  private final Map<Key, Deque<Place>> places = new HashMap<>();

  /** Time for which each relay lets a connection stand. */
  private final Map<Key, Duration> allowed = new HashMap<>();

  /** The relay has said how long a connection may stand; nothing if none may. */
  synchronized void allow(Key key, Optional<Duration> standing) {
    if (standing.isPresent() && (allowed.size() < MAX_ENTRIES || allowed.containsKey(key))) {
      allowed.put(key, standing.get().multipliedBy(TENTHS).dividedBy(10));
    } else {
      allowed.remove(key);
    }
  }

  /** Takes one that stands, as far as can be told; the newest, which has the best chances. */
  synchronized Optional<PreparedConnection> take(Key key) {
    Deque<Place> all = places.getOrDefault(key, new ArrayDeque<>());
    Duration longest = allowed.getOrDefault(key, Duration.ZERO);
    for (Iterator<Place> each = all.descendingIterator(); each.hasNext(); ) {
      PreparedConnection connection = each.next().connection;
      if (connection != null) {
        each.remove();
        forgetIfEmpty(key, all);
        if (connection.stands(longest)) {
          return Optional.of(connection);
        }
        connection.close();
      }
    }
    return Optional.empty();
  }

  /**
   * Begins to make one, unless there are enough or the relay does not allow it.
   *
   * @param owner the client, for {@link #close}
   */
  synchronized void prepare(Key key, DialOptions options, Object owner) {
    Duration longest = allowed.get(key);
    Deque<Place> all = places.computeIfAbsent(key, none -> new ArrayDeque<>());
    if (longest == null || all.size() >= options.prepared()) {
      forgetIfEmpty(key, all);
      return;
    }
    Place place = new Place(owner);
    all.addLast(place);
    Thread thread = new Thread(() -> make(key, options, place, longest), "frelay-prepare");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no more threads: it can do without
      remove(key, place);
    }
  }

  private void make(Key key, DialOptions options, Place place, Duration longest) {
    try {
      PreparedConnection made =
          PreparedConnection.make(key.relay(), key.party(), options, place.cancellation);
      if (!stand(key, place, made)) {
        made.close();
        return;
      }
      CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> drop(key, place));
    } catch (IOException | RuntimeException e) {
      // The next session tells what is wrong, if anything is.
      remove(key, place);
    }
  }

  private synchronized boolean stand(Key key, Place place, PreparedConnection made) {
    place.connection = made;
    return places.getOrDefault(key, new ArrayDeque<>()).contains(place);
  }

  private void drop(Key key, Place place) {
    if (remove(key, place)) {
      place.connection.close();
    }
  }

  private synchronized boolean remove(Key key, Place place) {
    Deque<Place> all = places.get(key);
    if (all == null || !all.remove(place)) {
      return false;
    }
    forgetIfEmpty(key, all);
    return true;
  }

  private void forgetIfEmpty(Key key, Deque<Place> all) {
    if (all.isEmpty()) {
      places.remove(key);
    }
  }

  /** Closes those that a client has had made. */
  public void close(Object owner) {
    close(place -> place.owner == owner);
  }

  /** Closes all. */
  public void closeAll() {
    close(every -> true);
  }

  private void close(Predicate<Place> which) {
    List<Place> closed = new ArrayList<>();
    synchronized (this) {
      for (Deque<Place> all : List.copyOf(places.values())) {
        all.stream().filter(which).forEach(closed::add);
        all.removeIf(which);
      }
      places.values().removeIf(Deque::isEmpty);
    }
    for (Place each : closed) {
      each.cancellation.cancel(); // closes it, too, wherever it is
    }
  }
}
