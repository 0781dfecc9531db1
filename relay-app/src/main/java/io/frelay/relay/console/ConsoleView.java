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
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the console shows, as JSON: the meters, the open sessions, the cluster. */
final class ConsoleView {
  /** Sessions that are shown, those that have carried the most, and parties that wait. */
  private static final int MAX_SHOWN = 100;

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

  /** A session and what it has carried, which goes on. */
  private record Carried(long number, RelaySession session, long toSecond, long toWaiter) {
    static Carried of(long number, RelaySession session) {
      return new Carried(
          number, session, session.waiter().traffic().bytes(), session.second().traffic().bytes());
    }

    long bytes() {
      return toSecond + toWaiter;
    }
  }

  private JsonArray open() {
    Top<Carried> most = new Top<>(MAX_SHOWN, Comparator.comparingLong(Carried::bytes).reversed());
    relay.forEachSession((number, session) -> most.add(Carried.of(number, session)));
    JsonArray shown = new JsonArray();
    most.inOrder().forEach(each -> shown.add(session(each)));
    return shown;
  }

  /** Those that wait longest. */
  private JsonArray waiters() {
    long now = System.nanoTime();
    Top<Arrival> longest =
        new Top<>(MAX_SHOWN, Comparator.comparingLong(each -> each.arrivedNanos() - now));
    relay.forEachWaiting(longest::add);
    JsonArray shown = new JsonArray();
    longest.inOrder().forEach(each -> shown.add(waiter(each, now)));
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

  private JsonObject session(Carried carried) {
    RelaySession session = carried.session();
    JsonObject shown =
        new JsonObject()
            .put("number", carried.number())
            .put("age", session.age().toMillis())
            .put("toSecond", carried.toSecond())
            .put("toWaiter", carried.toWaiter());
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
