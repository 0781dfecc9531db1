package io.frelay.relay.observe;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.memory.ByteBudget;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Every meter of the relay, by its name. Safe for any thread. */
public final class RelayMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
  };

  private static final Set<CloseReason> SESSION_ENDS =
      EnumSet.of(
          CloseReason.COMPLETED,
          CloseReason.RESET,
          CloseReason.LATE_OUTER_TLS,
          CloseReason.IDLE_TIMEOUT,
          CloseReason.OVER_MEMORY_BUDGET,
          CloseReason.EXPIRED_CERTIFICATE,
          CloseReason.REVOKED_CERTIFICATE,
          CloseReason.DRAIN_DEADLINE,
          CloseReason.INTERNAL_ERROR);

  /** The steps of a connection's setup that are timed. */
  public enum Step {
    /** Accepted to authenticated. */
    HANDSHAKE,
    /** A prepared connection's time until the first byte of its request. */
    PREPARED,
    /** Authenticated, or the first byte of a prepared connection's, to the last of the request. */
    REQUEST,
    /** A waiter's time until its peer came. */
    WAITING,
    /** Matched until both connections were raw. */
    JOIN
  }

  private final MeterRegistry registry;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger openSessions = new AtomicInteger();
  private final LongAdder bytes = new LongAdder();
  private final Counter reloads;
  private final Counter failedReloads;
  private final Counter accepted;
  private final Counter handshakes;
  private final Counter sessionsStarted;
  private final Counter lateRecords;
  private final Map<Step, Timer> steps = new EnumMap<>(Step.class);

  public RelayMeters(MeterRegistry registry) {
    this.registry = registry;
    publishCounts();
    accepted = counter("frelay.connections.accepted", "TCP connections accepted");
    handshakes = handshakes("success");
    reloads = reloads("success");
    failedReloads = reloads("failure");
    lateRecords =
        counter(
            "frelay.late.records",
            "Records of a party's outer TLS that came after its end and were dropped");
    sessionsStarted = counter("frelay.sessions.started", "Pairs of parties joined");
    for (Step step : Step.values()) {
      steps.put(step, timer(step));
    }
    // Every reason from the start, so that a rate over it has a zero to begin with.
    for (CloseReason reason : CloseReason.values()) {
      connectionsClosed(reason);
    }
    for (CloseReason reason : SESSION_ENDS) {
      sessionsClosed(reason);
    }
  }

  private void publishCounts() {
    Gauge.builder("frelay.connections.open", open, AtomicInteger::get)
        .description("TCP connections of parties, in any stage")
        .register(registry);
    Gauge.builder("frelay.sessions.open", openSessions, AtomicInteger::get)
        .description("Pairs of parties that are joined")
        .register(registry);
    FunctionCounter.builder("frelay.bytes", bytes, LongAdder::sum)
        .description("Bytes forwarded between joined parties, both directions")
        .baseUnit("bytes")
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(Step step) {
    return Timer.builder("frelay.setup")
        .description("Time that a step of a connection's setup took")
        .tag("step", step.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** Publishes the number of waiting parties. */
  public void watchWaiters(Supplier<Number> waiters) {
    Gauge.builder("frelay.waiters", waiters)
        .description("Parties that wait for their peer")
        .register(registry);
  }

  /** Publishes the number of prepared connections. */
  public void watchPrepared(Supplier<Number> prepared) {
    Gauge.builder("frelay.prepared", prepared)
        .description("Authenticated connections that may stand without a request")
        .register(registry);
  }

  /** Publishes the bytes that connections hold, and their limits. */
  public void watchMemory(ByteBudget budget) {
    for (ByteBudget.Part part : ByteBudget.Part.values()) {
      String label = part.name().toLowerCase(Locale.ROOT);
      Gauge.builder("frelay.memory.held", () -> budget.held(part))
          .description("Bytes that connections hold in user space, as they are counted")
          .baseUnit("bytes")
          .tag("part", label)
          .register(registry);
      Gauge.builder("frelay.memory.limit", () -> budget.most(part))
          .description("Bytes that connections may hold in user space")
          .baseUnit("bytes")
          .tag("part", label)
          .register(registry);
    }
  }

  /**
   * Publishes when a certificate ends or a list is due, in seconds since 1970.
   *
   * @param what the label, such as {@code relay_certificate}
   * @param when empty, which shows as NaN, if there is nothing of the kind
   */
  public void watchExpiry(String what, Supplier<Optional<Instant>> when) {
    Gauge.builder(
            "frelay.credentials.expiry.timestamp",
            () -> when.get().map(instant -> (double) instant.getEpochSecond()).orElse(Double.NaN))
        .description("When a certificate in use ends, or the next revocation list is due")
        .baseUnit("seconds")
        .tag("of", what)
        .register(registry);
  }

  /** Publishes whether the revocation list is overdue. */
  public void watchOverdueList(BooleanSupplier isOverdue) {
    Gauge.builder("frelay.revocation.list.overdue", () -> isOverdue.getAsBoolean() ? 1 : 0)
        .description("1 while a newer revocation list is due and not there, else 0")
        .register(registry);
  }

  /** Counts that changed certificates or lists are in force. */
  public void reloaded() {
    reloads.increment();
  }

  /** Counts a refusal of changed certificates or lists; the former ones stay in force. */
  public void reloadFailed() {
    failedReloads.increment();
  }

  /** Counts an accepted connection, and its end when it comes. */
  public void opened(Connection connection) {
    accepted.increment();
    open.incrementAndGet();
    connection.onClose(
        reason -> {
          open.decrementAndGet();
          connectionsClosed(reason).increment();
          if (connection.endedIn() == Stage.HANDSHAKE) {
            handshakes(reason.label()).increment();
          }
        });
  }

  /** Counts a connection that was accepted and reset at once, since there are too many. */
  public void turnedAway() {
    accepted.increment();
    connectionsClosed(CloseReason.TOO_MANY_CONNECTIONS).increment();
    handshakes(CloseReason.TOO_MANY_CONNECTIONS.label()).increment();
  }

  public void authenticated() {
    handshakes.increment();
  }

  public void took(Step step, long nanos) {
    steps.get(step).record(Duration.ofNanos(nanos));
  }

  public void sessionStarted() {
    sessionsStarted.increment();
    openSessions.incrementAndGet();
  }

  /** Counts records of the outer TLS that came after its end. */
  public void droppedLateRecords(int records) {
    if (records > 0) {
      lateRecords.increment(records);
    }
  }

  public void sessionEnded(CloseReason reason) {
    openSessions.decrementAndGet();
    sessionsClosed(reason).increment();
  }

  /** Number of sessions that are open now. */
  public int openSessions() {
    return openSessions.get();
  }

  public void forwarded(int length) {
    bytes.add(length);
  }

  private Counter sessionsClosed(CloseReason reason) {
    return Counter.builder("frelay.sessions.closed")
        .description("Sessions that ended, by reason")
        .tag("reason", reason.label())
        .register(registry);
  }

  private Counter connectionsClosed(CloseReason reason) {
    return Counter.builder("frelay.connections.closed")
        .description("Connections that ended, by reason")
        .tag("reason", reason.label())
        .register(registry);
  }

  private Counter reloads(String result) {
    return Counter.builder("frelay.credentials.reload")
        .description("Changes of the files with certificates and lists, by what became of them")
        .tag("result", result)
        .register(registry);
  }

  private Counter handshakes(String outcome) {
    return Counter.builder("frelay.handshakes")
        .description("TLS handshakes with parties, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }
}
