package io.frelay.relay.accept;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/**
 * Vert.x's event loops and sockets, for handlers of our own: epoll where it loads, NIO otherwise.
 *
 * @param acceptors the loop that accepts
 * @param workers the loops that connections are spread over
 * @param serverChannels makes the listening channel
 * @param isEpoll whether sockets are epoll's, with its options and TCP_INFO
 */
public record Transport(
    EventLoopGroup acceptors,
    EventLoopGroup workers,
    ChannelFactory<? extends ServerChannel> serverChannels,
    boolean isEpoll) {
  public static Transport of(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    return new Transport(
        internal.getAcceptorEventLoopGroup(),
        internal.getEventLoopGroup(),
        internal.transport().serverChannelFactory(false),
        internal.getEventLoopGroup() instanceof EpollEventLoopGroup);
  }
}
