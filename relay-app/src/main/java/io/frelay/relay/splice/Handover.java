package io.frelay.relay.splice;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes a session from Netty's loops to a {@link SpliceLoop}, once both connections are raw and
 * have begun to send. Each step runs on the loop of the connection it touches:
 *
 * <ol>
 *   <li>neither connection is read any more;
 *   <li>what was read before is written out, which may not take long: a party that does not take it
 *       may be waiting for the other to be read;
 *   <li>Netty forgets both, and the new loop begins.
 * </ol>
 *
 * If that does not work out now, all goes on as before and is tried again later; not at all once a
 * direction has ended.
 */
final class Handover {
  private static final Duration PATIENCE = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Session session;
  private final SpliceLoop loop;
  private final Side waiter;
  private final Side second;
  private final Duration linger;
  private Duration pause = FIRST_PAUSE;

  /**
   * One of the two.
   *
   * @param connection the connection
   * @param outgoing the direction that it is read for
   */
  record Side(Connection connection, Direction outgoing) {
    EpollSocketChannel channel() {
      return (EpollSocketChannel) connection.channel();
    }

    boolean isWhole() {
      return connection.stage() == Stage.JOINED && !outgoing.hasEnded();
    }

    void on(Runnable step) {
      connection.loop().execute(step);
    }
  }

  Handover(Session session, SpliceLoop loop, Side waiter, Side second, Duration linger) {
    this.session = session;
    this.loop = loop;
    this.waiter = waiter;
    this.second = second;
    this.linger = linger;
  }

  /** Begins; from any thread. */
  void start() {
    stop(waiter, () -> stop(second, this::flush));
  }

  private void stop(Side side, Runnable next) {
    side.on(
        () -> {
          side.outgoing().stopReading();
          side.on(next); // behind a read that Netty may have put off
        });
  }

  private void flush() {
    waiter.on(
        () -> flush(waiter, () -> second.on(() -> flush(second, () -> waiter.on(this::leave)))));
  }

  /** On the side's loop. */
  private void flush(Side side, Runnable next) {
    if (!side.isWhole()) {
      goOn();
      return;
    }
    ChannelFuture flushed = side.channel().writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (flushed.isDone()) {
      afterFlush(flushed.isSuccess(), next);
      return;
    }
    boolean[] decided = new boolean[1];
    flushed.addListener(
        done -> {
          if (!decided[0]) {
            decided[0] = true;
            afterFlush(done.isSuccess(), next);
          }
        });
    side.connection()
        .loop()
        .schedule(
            () -> {
              if (!decided[0]) {
                decided[0] = true;
                tryLater();
              }
            },
            PATIENCE.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private void afterFlush(boolean success, Runnable next) {
    if (success) {
      next.run();
    } else {
      goOn();
    }
  }

  /** On the waiter's loop; after this there is no way back. */
  private void leave() {
    if (!waiter.isWhole()) {
      goOn();
      return;
    }
    RawPair pair =
        new RawPair(
            session,
            loop,
            waiter.channel(),
            second.channel(),
            waiter.outgoing(),
            second.outgoing());
    leave(waiter, pair, () -> second.on(() -> leaveSecond(pair)));
  }

  private void leaveSecond(RawPair pair) {
    if (second.connection().stage() != Stage.JOINED) {
      return; // the session has ended, and closes both
    }
    leave(second, pair, pair::start);
  }

  /** On the side's loop. */
  private void leave(Side side, RawPair pair, Runnable next) {
    EpollSocketChannel channel = side.channel();
    long lingerNanos = linger.toNanos(); // by itself: the farewell is not to keep all of this
    side.connection()
        .setFarewell(
            reason ->
                pair.close(channel, reason == CloseReason.OVER_MEMORY_BUDGET ? 0 : lingerNanos));
    channel.closeFuture().addListener(closed -> pair.close(channel, 0)); // by whomever
    channel.deregister().addListener(left -> next.run());
  }

  private void tryLater() {
    goOn();
    waiter.connection().loop().schedule(this::start, pause.toNanos(), TimeUnit.NANOSECONDS);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void goOn() {
    waiter.on(waiter.outgoing()::resumeReading);
    second.on(second.outgoing()::resumeReading);
  }
}
