package io.frelay.testkit.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Connects to one address, or to any of several, from many loopback addresses in turn: one alone
 * has some 28,000 ports towards another.
 */
final class LoadConnector {
  private static final int SOURCES = 16;

  private final List<InetSocketAddress> targets;
  private final AtomicInteger next = new AtomicInteger();

  LoadConnector(List<InetSocketAddress> targets) {
    this.targets = targets;
  }

  /** Connects on a loop; {@code install} gets the channel before it connects. */
  ChannelFuture dial(EventLoop loop, Consumer<Channel> install) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 30_000)
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    install.accept(channel);
                  }
                });
    InetSocketAddress target = targets.get(ThreadLocalRandom.current().nextInt(targets.size()));
    return target.getAddress().isLoopbackAddress()
        ? bootstrap.connect(target, source())
        : bootstrap.connect(target);
  }

  private InetSocketAddress source() {
    int turn = Math.floorMod(next.getAndIncrement(), SOURCES);
    return new InetSocketAddress("127.0.0." + (turn + 1), 0);
  }
}
