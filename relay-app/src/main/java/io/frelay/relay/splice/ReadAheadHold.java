package io.frelay.relay.splice;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a party has surely read the relay's close_notify on its own.
 *
 * <p>A TLS library that reads ahead (Go's does) takes what follows the close_notify in the same
 * read for TLS records and swallows it, and the session hangs. Once the party's kernel has
 * acknowledged the close_notify and its program has had a moment to be woken, its read has returned
 * without what comes later.
 */
final class ReadAheadHold {
  private static final long FIRST_POLL_MILLIS = 1;

  /** An acknowledgement may be long in coming, over a bad path: looks become rarer, up to this. */
  private static final long LAST_POLL_MILLIS = 64;

  /** Without TCP_INFO nothing tells of the acknowledgement: long enough for most round trips. */
  private static final Duration UNSEEN_ACKNOWLEDGEMENT = Duration.ofMillis(100);

  private final Channel channel;
  private final Duration moment;
  private final Runnable then;

  private ReadAheadHold(Channel channel, Duration moment, Runnable then) {
    this.channel = channel;
    this.moment = moment;
    this.then = then;
  }

  /**
   * Runs {@code then} when all that was sent to {@code channel} has been acknowledged and {@code
   * moment} has passed; on the channel's loop. Not at all if the channel closes before.
   */
  static void after(Channel channel, Duration moment, Runnable then) {
    ReadAheadHold hold = new ReadAheadHold(channel, moment, then);
    if (channel instanceof EpollSocketChannel) {
      hold.poll(FIRST_POLL_MILLIS);
    } else {
      hold.release(UNSEEN_ACKNOWLEDGEMENT.plus(moment));
    }
  }

  private void poll(long nextMillis) {
    if (!channel.isActive()) {
      return;
    }
    if (((EpollSocketChannel) channel).tcpInfo().unacked() == 0) {
      release(moment);
    } else {
      long following = Math.min(2 * nextMillis, LAST_POLL_MILLIS);
      channel.eventLoop().schedule(() -> poll(following), nextMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void release(Duration delay) {
    channel.eventLoop().schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
