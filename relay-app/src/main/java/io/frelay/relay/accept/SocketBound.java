package io.frelay.relay.accept;

import io.frelay.relay.observe.RelayMeters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the number of open sockets below a bound, on the loop that accepts them: whoever comes when
 * there are as many is reset at once. So there are always descriptors for what else the process
 * opens, however many connect at a time; who stays is decided later.
 */
final class SocketBound extends ChannelInboundHandlerAdapter {
  private final AtomicInteger open = new AtomicInteger();
  private final int most;
  private final RelayMeters meters;

  SocketBound(int most, RelayMeters meters) {
    this.most = most;
    this.meters = meters;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    Channel channel = (Channel) accepted;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.unsafe().closeForcibly();
      meters.turnedAway();
      return;
    }
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    ctx.fireChannelRead(accepted);
  }
}
