package io.frelay.relay.session;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.ConnectionMemory;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.RelayMeters.Step;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two raw connections joined into one stream. It starts when both are raw and ends exactly once,
 * for one reason, with one line in the log. Both connections are on one event loop, to which it is
 * confined, but for {@link #end}, which any thread may call.
 */
public final class RelaySession {
  private final RelayConfig config;
  private final RelayMeters meters;
  private final SessionLog log;
  private final Leg waiter;
  private final Leg second;
  private final AtomicBoolean ended = new AtomicBoolean();

  RelaySession(Match match, RelayConfig config, RelayMeters meters, LogLimits limits) {
    this.config = config;
    this.meters = meters;
    Arrival first = match.waiter().arrival();
    Arrival other = match.second().arrival();
    LateRecordFilter ofSecond =
        match.earlyHello().isPresent() ? LateRecordFilter.none() : filterFor(other);
    this.waiter = new Leg(first, filterFor(first), new Traffic(meters, memoryOf(other)));
    this.second = new Leg(other, ofSecond, new Traffic(meters, memoryOf(first)));
    match.earlyHello().ifPresent(hello -> second.traffic().count(hello.length()));
    this.log = new SessionLog(first, other, meters, limits);
  }

  private static LateRecordFilter filterFor(Arrival arrival) {
    return arrival.tls().mayHaveLateRecords() ? new LateRecordFilter() : LateRecordFilter.none();
  }

  private static ConnectionMemory memoryOf(Arrival arrival) {
    return arrival.connection().memory();
  }

  /** Bytes that ended connections may still have to deliver are given so much time. */
  public Duration linger() {
    return config.timeouts().linger();
  }

  /** Time since its parties were joined. */
  public Duration age() {
    return log.age();
  }

  public Leg waiter() {
    return waiter;
  }

  public Leg second() {
    return second;
  }

  /** Ends the session; only the first reason counts. What was received is still delivered. */
  public void end(CloseReason reason) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Connection first = waiter.connection();
    if (first.loop().inEventLoop()) {
      closeBoth(reason);
    } else {
      first.loop().execute(() -> closeBoth(reason));
    }
  }

  /** Lets the bytes flow. */
  void start(Carrier carrier) {
    enter(waiter.arrival());
    enter(second.arrival());
    if (ended.get()) {
      return; // one of the two took too much memory
    }
    boolean readsAhead = second.arrival().speaksVersion1();
    Carrier.Carried carried = carrier.carry(this, readsAhead);
    if (readsAhead) {
      Duration moment =
          ReadAheadHold.momentFor(config.readAheadHold(), second.arrival().tls().slowestAnswer());
      ReadAheadHold.after(second.connection().channel(), moment, carried::openWaiter);
    }
    new IdleWatch(config.timeouts().idle()).start();
  }

  private void enter(Arrival arrival) {
    Connection connection = arrival.connection();
    connection.debug("joined", new LogFields());
    meters.took(Step.JOIN, connection.stageNanos());
    if (connection.enter(Stage.JOINED)) {
      connection.onClose(this::end);
      connection.memory().countSessionFor(arrival.party().user(), Footprint.JOINED);
    }
  }

  private void closeBoth(CloseReason reason) {
    log.ended(reason, waiter.traffic().bytes(), second.traffic().bytes());
    waiter.connection().close(reason);
    second.connection().close(reason);
  }

  /** Four looks in a row at which no byte more has come make an idle session. */
  private final class IdleWatch implements Runnable {
    private static final int MAX_UNCHANGED = 4;

    private final Duration limit;
    private long seen = -1;
    private int unchanged;

    /**
     * @param limit zero for none
     */
    IdleWatch(Duration limit) {
      this.limit = limit;
    }

    void start() {
      if (!limit.isZero()) {
        run();
      }
    }

    @Override
    public void run() {
      long now = waiter.traffic().bytes() + second.traffic().bytes();
      unchanged = now == seen ? unchanged + 1 : 0;
      seen = now;
      if (unchanged >= MAX_UNCHANGED) {
        end(CloseReason.IDLE_TIMEOUT);
      } else if (!ended.get()) {
        long pause = limit.toNanos() / MAX_UNCHANGED;
        waiter.connection().loop().schedule(this, pause, TimeUnit.NANOSECONDS);
      }
    }
  }
}
