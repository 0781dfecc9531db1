package io.frelay.relay.splice;

import io.frelay.protocol.ClientHello;
import io.frelay.relay.accept.ReadSize;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.RelayMeters.Step;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two raw connections joined into one stream. It starts when both are raw and ends exactly once,
 * for one reason, with one line in the log. Safe for any thread.
 */
public final class Session {
  private static final WriteBufferWaterMark PORTABLE_WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final Arrival waiter;
  private final Arrival second;
  private final RelayConfig config;
  private final RelayMeters meters;
  private final SessionLog log;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger endedDirections = new AtomicInteger();
  private final AtomicInteger begunDirections = new AtomicInteger();
  private final Optional<SpliceLoops> loops;
  private final Direction toSecond;
  private final Direction toWaiter;

  Session(
      Arrival waiter,
      Arrival second,
      RelayConfig config,
      RelayMeters meters,
      LogLimits limits,
      Optional<SpliceLoops> loops) {
    this.waiter = waiter;
    this.second = second;
    this.config = config;
    this.meters = meters;
    this.loops = loops;
    this.log = new SessionLog(waiter, second, meters, limits);
    this.toSecond = new Direction(waiter.connection(), second.connection(), meters);
    this.toWaiter = new Direction(second.connection(), waiter.connection(), meters);
  }

  /** Counts the second one's ClientHello, which the waiter has been sent; before the start. */
  void countDelivered(ClientHello hello) {
    toWaiter.count(hello.length());
  }

  /** Lets the bytes flow; on the waiter's loop, when both connections are raw. */
  void start() {
    install(waiter, toSecond, toWaiter);
    second
        .connection()
        .loop()
        .execute(
            () -> {
              install(second, toWaiter, toSecond);
              second.tls().openRaw();
              openWaiterWhenSecondIsReady();
            });
    watchIdle();
  }

  /** Ends the session; only the first reason counts. What was received is still delivered. */
  void end(CloseReason reason) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    waiter.connection().close(reason);
    second.connection().close(reason);
    log.ended(reason, toSecond.bytes(), toWaiter.bytes());
  }

  /**
   * One connection has sent its first raw bytes: with the other one's, both are nothing but raw.
   */
  void begun() {
    if (begunDirections.incrementAndGet() == 2) {
      loops.ifPresent(
          each ->
              new Handover(
                      this,
                      each.next(),
                      new Handover.Side(waiter.connection(), toSecond),
                      new Handover.Side(second.connection(), toWaiter),
                      config.timeouts().linger())
                  .start());
    }
  }

  /** One direction has delivered its last byte; the session is complete with the other one's. */
  void directionEnded() {
    if (endedDirections.incrementAndGet() == 2) {
      end(CloseReason.COMPLETED);
    }
  }

  /** On the arrival's loop. */
  private void install(Arrival arrival, Direction outgoing, Direction incoming) {
    Connection connection = arrival.connection();
    connection.debug("joined", new LogFields());
    meters.took(Step.JOIN, connection.stageNanos());
    if (!connection.enter(Stage.JOINED)) {
      end(CloseReason.RESET);
      return;
    }
    String user = arrival.party().user();
    connection.countSessionFor(user, Footprint.JOINED);
    connection.countBuffersFor(user);
    if (loops.isEmpty()) {
      carryMuch(connection.channel());
    }
    connection.channel().pipeline().addLast(new SpliceHandler(this, outgoing, incoming));
    connection.setFarewell(
        reason -> Connection.closeJoined(connection.channel(), reason, config.timeouts().linger()));
    connection.onClose(this::end);
  }

  /** It stays here, and there is nobody else to carry its stream. */
  private static void carryMuch(Channel channel) {
    ReadSize.enlarge(channel);
    channel.config().setWriteBufferWaterMark(PORTABLE_WATER_MARK);
  }

  private void openWaiterWhenSecondIsReady() {
    Runnable openWaiter = () -> waiter.connection().loop().execute(waiter.tls()::openRaw);
    if (second.speaksVersion1()) {
      Duration moment =
          ReadAheadHold.momentFor(config.readAheadHold(), second.tls().slowestAnswer());
      ReadAheadHold.after(second.connection().channel(), moment, openWaiter);
    } else {
      openWaiter.run();
    }
  }

  /** Four looks in a row at which no byte more has come make an idle session. */
  private void watchIdle() {
    Duration idle = config.timeouts().idle();
    if (!idle.isZero()) {
      new IdleWatch(idle.dividedBy(4), 4).look();
    }
  }

  private final class IdleWatch {
    private final Duration period;
    private final int most;
    private long seen = -1;
    private int unchanged;

    IdleWatch(Duration period, int most) {
      this.period = period;
      this.most = most;
    }

    void look() {
      long now = toSecond.bytes() + toWaiter.bytes();
      unchanged = now == seen ? unchanged + 1 : 0;
      seen = now;
      if (unchanged >= most) {
        end(CloseReason.IDLE_TIMEOUT);
      } else if (!ended.get()) {
        waiter.connection().loop().schedule(this::look, period.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }
}
