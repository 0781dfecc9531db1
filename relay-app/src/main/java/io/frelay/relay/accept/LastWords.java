package io.frelay.relay.accept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes a channel so that the other side can read what was said to it last, such as a TLS alert. A
 * close while bytes are unread or on the way makes the kernel send a reset (RFC 1122, 4.2.2.13),
 * and a party that writes at that moment sees the reset in place of the alert.
 *
 * <p>The output ends at once. The input is read and dropped until it ends, for a second and 64 KB
 * at most. Limits no longer count the connection, so only a few end in this way at a time, and all
 * others at once. Confined to the channel's loop.
 */
final class LastWords extends ChannelDuplexHandler {
  private static final long MAX_MILLIS = 1000;
  private static final int MAX_BYTES = 64 * 1024;

  /** Number of channels, fewer than the descriptors in reserve. */
  private static final int MAX_AT_ONCE = 32;

  private static final AtomicInteger AT_ONCE = new AtomicInteger();

  private int dropped;

  private LastWords() {}

  /**
   * Has the close that follows wait for the other side, unless that has ended or is to be reset.
   */
  static void beforeCloseOf(Channel closing) {
    if (!(closing instanceof DuplexChannel channel)
        || !channel.isActive()
        || channel.isInputShutdown()
        || channel.isOutputShutdown()
        || channel.config().getOption(ChannelOption.SO_LINGER) == 0
        || channel.unsafe().outboundBuffer().totalPendingWriteBytes() > 0) {
      return;
    }
    if (AT_ONCE.incrementAndGet() > MAX_AT_ONCE) {
      AT_ONCE.decrementAndGet();
      return;
    }
    channel.closeFuture().addListener(closed -> AT_ONCE.decrementAndGet());
    channel.pipeline().addFirst(new LastWords());
    channel.shutdownOutput();
    HangUpEvents.setAutoRead(channel, true);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> ctx.close(), MAX_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Closes in its own time. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    dropped += ((ByteBuf) message).readableBytes();
    ((ByteBuf) message).release();
    if (dropped > MAX_BYTES) {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
