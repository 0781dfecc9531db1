package io.frelay.relay.authenticate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long a party's program takes to go on: the longest time, over its handshake and
 * request, from what was last sent to it (at first, from its connection) to the arrival of what it
 * sent next, less the path's round trip. By the kernel's clock (TCP_INFO), in which the relay's own
 * lateness does not count; where there is none, nothing is known of a party.
 */
final class SlowestAnswer extends ChannelInboundHandlerAdapter {
  private final long startNanos = System.nanoTime();
  private long slowestMillis;
  private boolean isPaused;

  /** So far; zero where nothing is known. */
  Duration soFar() {
    return Duration.ofMillis(slowestMillis);
  }

  /**
   * Nothing is answered at this point: the party stands without a request for as long as it likes.
   */
  void pause() {
    isPaused = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isPaused) {
      isPaused = false;
    } else if (ctx.channel() instanceof EpollSocketChannel epoll) {
      EpollTcpInfo tcp = epoll.tcpInfo();
      long millis =
          tcp.lastDataSent() - tcp.lastDataRecv() - TimeUnit.MICROSECONDS.toMillis(tcp.rtt());
      long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      slowestMillis = Math.max(slowestMillis, Math.min(millis, age));
    }
    ctx.fireChannelRead(message);
  }
}
