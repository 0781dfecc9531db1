package io.frelay.relay.cluster;

import io.frelay.relay.connection.CloseReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections to every other relay that stand ready, each for one request. Safe for any thread. */
final class TrunkPool {
  /** Age at which a connection is replaced, so that the other side never is the first to close. */
  private static final long OLD_NANOS = Duration.ofMinutes(5).toNanos();

  private final TrunkDialler dialler;
  private final Members members;
  private final String self;
  private final int size;
  private final Map<String, Lines> relays = new ConcurrentHashMap<>();

  /** Connections to one relay. */
  private static final class Lines {
    final Deque<TrunkLine> idle = new ArrayDeque<>();
    final AtomicInteger coming = new AtomicInteger();

    synchronized void add(TrunkLine line) {
      idle.addLast(line);
    }

    synchronized void remove(TrunkLine line) {
      idle.remove(line);
    }

    synchronized Optional<TrunkLine> take() {
      return Optional.ofNullable(idle.pollLast());
    }

    synchronized Optional<TrunkLine> takeOld() {
      TrunkLine oldest = idle.peekFirst();
      return oldest != null && oldest.ageNanos() > OLD_NANOS
          ? Optional.of(idle.pollFirst())
          : Optional.empty();
    }

    synchronized int size() {
      return idle.size();
    }
  }

  TrunkPool(TrunkDialler dialler, Members members, String self, int size, MeterRegistry meters) {
    this.dialler = dialler;
    this.members = members;
    this.self = self;
    this.size = size;
    Gauge.builder("frelay.cluster.trunk.ready", this::ready)
        .description("Connections to other relays that stand ready for a session")
        .register(meters);
  }

  private int ready() {
    return relays.values().stream().mapToInt(Lines::size).sum();
  }

  /** Makes what is missing, and gives up what is old or leads to a relay that is gone. */
  void refill() {
    Map<String, RelayAddresses> now = members.all();
    relays.forEach(
        (relay, lines) -> {
          if (!now.containsKey(relay)) {
            relays.remove(relay);
            for (var line = lines.take(); line.isPresent(); line = lines.take()) {
              line.get().connection().close(CloseReason.TRUNK_UNUSED);
            }
          } else {
            lines.takeOld().ifPresent(old -> old.connection().close(CloseReason.TRUNK_UNUSED));
          }
        });
    now.forEach(
        (relay, addresses) -> {
          if (!relay.equals(self)) {
            Lines lines = relays.computeIfAbsent(relay, none -> new Lines());
            for (int i = lines.size() + lines.coming.get(); i < size; i++) {
              dial(lines, addresses.trunk());
            }
          }
        });
  }

  private void dial(Lines lines, String address) {
    lines.coming.incrementAndGet();
    dialler.dial(
        dialler.loops(),
        address,
        new TrunkDialler.Waiting() {
          @Override
          public void ready(TrunkLine line) {
            lines.coming.decrementAndGet();
            lines.add(line);
            line.connection().onClose(reason -> lines.remove(line));
          }

          @Override
          public void failed() {
            lines.coming.decrementAndGet();
          }
        });
  }

  /** Takes a connection to a relay; empty if none stands ready. */
  Optional<TrunkLine> take(String relay) {
    Lines lines = relays.get(relay);
    return lines == null ? Optional.empty() : lines.take();
  }
}
