package io.frelay.relay.console;

import io.frelay.relay.RelayServer;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.cluster.Cluster;
import io.frelay.relay.config.ConsoleData;
import io.frelay.relay.session.RelaySession;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the console shows, as JSON: the meters, the open sessions, the cluster. */
final class ConsoleView {
  /** Sessions that are shown, those that have carried the most, and parties that wait. */
  private static final int MOST = 100;

  private final RelayServer relay;
  private final MeterRegistry registry;
  private final boolean names;

  ConsoleView(RelayServer relay, MeterRegistry registry, ConsoleData data) {
    this.relay = relay;
    this.registry = registry;
    this.names = data == ConsoleData.NAMES;
  }

  /** The relay as of now. */
  JsonObject now() {
    FunctionCounter bytes = registry.get("frelay.bytes").functionCounter();
    return new JsonObject()
        .put("at", System.currentTimeMillis())
        .put("phase", relay.phase().name().toLowerCase(Locale.ROOT))
        .put("connections", gauge("frelay.connections.open"))
        .put("waiting", gauge("frelay.waiters"))
        .put("prepared", gauge("frelay.prepared"))
        .put("sessions", gauge("frelay.sessions.open"))
        .put("bytes", (long) bytes.count())
        .put("closed", byTag("frelay.connections.closed", "reason"))
        .put("expiry", expiry())
        .put("cluster", relay.cluster().map(ConsoleView::cluster).orElse(null))
        .put("open", open())
        .put("waiters", names ? waiters() : null);
  }

  private long gauge(String name) {
    Gauge gauge = registry.find(name).gauge();
    return gauge == null ? 0 : (long) gauge.value();
  }

  /** Counters of a name that are not zero. */
  private JsonObject byTag(String name, String tag) {
    JsonObject counts = new JsonObject();
    Search all = registry.find(name);
    for (Counter each : all.counters()) {
      if (each.count() > 0) {
        counts.put(each.getId().getTag(tag), (long) each.count());
      }
    }
    return counts;
  }

  /** Seconds since 1970. */
  private JsonObject expiry() {
    JsonObject expiry = new JsonObject();
    for (Gauge each : registry.find("frelay.credentials.expiry.timestamp").gauges()) {
      double value = each.value();
      if (!Double.isNaN(value)) {
        expiry.put(each.getId().getTag("of"), (long) value);
      }
    }
    return expiry;
  }

  private static JsonObject cluster(Cluster cluster) {
    return new JsonObject()
        .put("members", cluster.members())
        .put("others", new JsonArray(cluster.otherRelays()))
        .put("complaint", cluster.complaint().orElse(null));
  }

  private JsonArray open() {
    List<JsonObject> all = new ArrayList<>();
    relay.sessions().forEach((number, session) -> all.add(session(number, session)));
    all.sort(Comparator.comparing(ConsoleView::carried).reversed());
    return new JsonArray(all.subList(0, Math.min(MOST, all.size())));
  }

  private static long carried(JsonObject session) {
    return session.getLong("toSecond") + session.getLong("toWaiter");
  }

  /** Those that wait longest. */
  private JsonArray waiters() {
    List<Arrival> all = new ArrayList<>();
    relay.forEachWaiting(all::add);
    long now = System.nanoTime();
    JsonArray shown = new JsonArray();
    all.stream()
        .sorted(Comparator.comparing(each -> each.arrivedNanos() - now))
        .limit(MOST)
        .forEach(each -> shown.add(waiter(each, now)));
    return shown;
  }

  private static JsonObject waiter(Arrival arrival, long now) {
    return new JsonObject()
        .put("user", arrival.party().user())
        .put("party", arrival.party().name())
        .put("peer", arrival.request().destParty())
        .put("tag", arrival.request().tag())
        .put("age", TimeUnit.NANOSECONDS.toMillis(now - arrival.arrivedNanos()));
  }

  private JsonObject session(long number, RelaySession session) {
    JsonObject shown =
        new JsonObject()
            .put("number", number)
            .put("age", session.age().toMillis())
            .put("toSecond", session.waiter().traffic().bytes())
            .put("toWaiter", session.second().traffic().bytes());
    if (names) {
      shown
          .put("user", session.waiter().arrival().party().user())
          .put("waiter", session.waiter().arrival().party().name())
          .put("second", session.second().arrival().party().name())
          .put("tag", session.waiter().arrival().request().tag());
    }
    return shown;
  }
}
