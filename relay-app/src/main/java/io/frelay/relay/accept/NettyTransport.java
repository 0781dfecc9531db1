package io.frelay.relay.accept;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;

/**
 * Vert.x's event loops and sockets, for handlers of our own: epoll where it loads, NIO otherwise.
 *
 * @param acceptors the loop that accepts
 * @param workers the loops that connections are spread over
 * @param serverChannels makes the listening channel
 * @param isEpoll true if sockets are epoll's, with its options and TCP_INFO
 */
public record NettyTransport(
    EventLoopGroup acceptors,
    EventLoopGroup workers,
    ChannelFactory<? extends ServerChannel> serverChannels,
    boolean isEpoll) {
  /** Factory of a listening channel of the address's own family: an IPv6 one takes IPv4 too. */
  ChannelFactory<? extends ServerChannel> serverChannels(InetAddress address) {
    if (!(address instanceof Inet4Address)) {
      return serverChannels;
    }
    return isEpoll
        ? () -> new EpollServerSocketChannel(InternetProtocolFamily.IPv4)
        : () ->
            new NioServerSocketChannel(SelectorProvider.provider(), InternetProtocolFamily.IPv4);
  }

  /** Factory of a connection that the relay makes. */
  public ChannelFactory<? extends SocketChannel> channels() {
    return isEpoll ? EpollSocketChannel::new : NioSocketChannel::new;
  }

  public static NettyTransport of(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    return new NettyTransport(
        internal.getAcceptorEventLoopGroup(),
        internal.getEventLoopGroup(),
        internal.transport().serverChannelFactory(false),
        internal.getEventLoopGroup() instanceof EpollEventLoopGroup);
  }
}
