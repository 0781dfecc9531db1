package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.connection.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections of each user and party at this relay, and which of the numbers the registry does not
 * have yet. Safe for any thread.
 */
final class Counts {
  private final Set<Connection> counted = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<String> changed = new HashSet<>();

  /** The field of a user's count. */
  static String field(String user) {
    return Digests.of(user);
  }

  /** The field of a party's count. */
  static String field(PartyId party) {
    return Digests.of(party.user(), party.name());
  }

  int of(String field) {
    return counts.getOrDefault(field, 0);
  }

  /** Counts a connection for its user and party, once, until its socket closes. */
  void count(Arrival arrival) {
    Connection connection = arrival.connection();
    if (!connection.channel().isOpen() || !counted.add(connection)) {
      return;
    }
    String user = field(arrival.party().user());
    String party = field(arrival.party());
    add(user, 1);
    add(party, 1);
    connection
        .channel()
        .closeFuture()
        .addListener(
            closed -> {
              counted.remove(connection);
              add(user, -1);
              add(party, -1);
            });
  }

  private void add(String field, int more) {
    counts.compute(
        field,
        (same, before) -> {
          int now = (before == null ? 0 : before) + more;
          return now == 0 ? null : now;
        });
    synchronized (changed) {
      changed.add(field);
    }
  }

  /** All numbers have to be told again. */
  void forgetTold() {
    synchronized (changed) {
      changed.addAll(counts.keySet());
    }
  }

  /** At most so many of the changed numbers, each field followed by its count. */
  List<String> takeChanged(int most) {
    List<String> taken = new ArrayList<>();
    synchronized (changed) {
      var fields = changed.iterator();
      while (fields.hasNext() && taken.size() < 2 * most) {
        String field = fields.next();
        fields.remove();
        taken.add(field);
        taken.add(Integer.toString(of(field)));
      }
    }
    return taken;
  }
}
