package io.frelay.relay.session;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a party has surely read the relay's close_notify on its own.
 *
 * <p>A TLS library that reads ahead (Go's does) takes what follows the close_notify in the same
 * read for TLS records and swallows it, and the session hangs. Once the party's kernel has the
 * close_notify and its program has had a moment to be woken, its read has returned without what
 * comes later.
 *
 * <p>How long that moment must be nothing tells but the party itself: one that was slow to go on in
 * its handshake, because it is starved of its processor, will be slow again.
 *
 * <p>What is sent a moment after the close_notify also arrives a moment after it, so the moment
 * runs from the sending and costs nothing where the path takes longer. Only if the close_notify was
 * lost and sent again, it runs from the acknowledgement.
 */
final class ReadAheadHold {
  /**
   * A party may take a read of its own for each of the two records, the answer and the
   * close_notify; and once as long for good measure.
   */
  private static final int SLOWER_THAN_BEFORE = 3;

  /** A party that is slower than that is lost. */
  private static final Duration LONGEST_SCALED = Duration.ofSeconds(2);

  private static final long FIRST_LOOK_MILLIS = 1;

  /** An acknowledgement may be long in coming, over a bad path: looks become rarer, up to this. */
  private static final long RAREST_LOOK_MILLIS = 64;

  /** So that a look is late by an eighth of what has passed, at the most. */
  private static final int LATE_BY_ONE_IN = 8;

  /** Without TCP_INFO nothing tells of the acknowledgement: long enough for most round trips. */
  private static final Duration UNSEEN_ACKNOWLEDGEMENT = Duration.ofMillis(100);

  private final EpollSocketChannel channel;
  private final Duration moment;
  private final Runnable then;
  private final long startNanos = System.nanoTime();
  private final long retransmittedBefore;

  private ReadAheadHold(EpollSocketChannel channel, Duration moment, Runnable then) {
    this.channel = channel;
    this.moment = moment;
    this.then = then;
    this.retransmittedBefore = channel.tcpInfo().totalRetrans();
  }

  /**
   * The moment for one party.
   *
   * @param least for one that is quick
   * @param slowestAnswer longest time that this party took to answer
   */
  static Duration momentFor(Duration least, Duration slowestAnswer) {
    Duration scaled = slowestAnswer.multipliedBy(SLOWER_THAN_BEFORE);
    Duration bounded = scaled.compareTo(LONGEST_SCALED) < 0 ? scaled : LONGEST_SCALED;
    return bounded.compareTo(least) > 0 ? bounded : least;
  }

  /**
   * Runs {@code then} when all that was sent to {@code channel} has been acknowledged and arrived
   * {@code moment} before what {@code then} sends; on the channel's loop. Not at all if the channel
   * closes before.
   */
  static void after(Channel channel, Duration moment, Runnable then) {
    if (!channel.isActive()) {
      return;
    }
    if (channel instanceof EpollSocketChannel epoll) {
      new ReadAheadHold(epoll, moment, then).lookIn(moment);
    } else {
      schedule(channel, then, UNSEEN_ACKNOWLEDGEMENT.plus(moment));
    }
  }

  private void lookIn(Duration delay) {
    schedule(channel, this::look, delay);
  }

  private void look() {
    if (!channel.isActive()) {
      return;
    }
    var tcp = channel.tcpInfo();
    if (tcp.unacked() != 0) {
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      long pause = Math.max(FIRST_LOOK_MILLIS, passed / LATE_BY_ONE_IN);
      lookIn(Duration.ofMillis(Math.min(pause, RAREST_LOOK_MILLIS)));
    } else if (tcp.totalRetrans() != retransmittedBefore) {
      schedule(channel, then, moment);
    } else {
      then.run();
    }
  }

  private static void schedule(Channel channel, Runnable task, Duration delay) {
    channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
