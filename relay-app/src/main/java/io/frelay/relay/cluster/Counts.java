package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.PartyId;
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

  void add(String field, int more) {
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
