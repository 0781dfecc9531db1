package io.frelay.relay.accept;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Awaits the header that a load balancer puts before what it passes on (the PROXY protocol, version
 * 1 or 2), and takes from it whose connection it is. Of a connection that the load balancer makes
 * for itself (LOCAL, UNKNOWN) that is the load balancer's. Gone once the header is there.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
  /** Bytes of what a header of version 2 may have besides addresses. */
  private static final int MAX_ADDITIONAL_BYTES = 2048;

  private final Connection connection;
  private final Runnable known;

  private ProxyHeader(Connection connection, Runnable known) {
    this.connection = connection;
    this.known = known;
  }

  /**
   * The first bytes of this connection are to be a header; what bounds its time is in place.
   *
   * @param known called when its address is known, to install the handlers of what follows
   */
  static void await(Connection connection, Runnable known) {
    Channel channel = connection.channel();
    RelayPipeline.put(channel, Place.PROXY_REFUSAL, new Refusal(connection));
    RelayPipeline.put(
        channel, Place.PROXY_DECODER, new HAProxyMessageDecoder(MAX_ADDITIONAL_BYTES));
    RelayPipeline.put(channel, Place.PROXY_HEADER, new ProxyHeader(connection, known));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header)
      throws UnknownHostException {
    byte[] source = address(header);
    if (source != null) {
      connection.setRemoteAddress(
          new InetSocketAddress(InetAddress.getByAddress(source), header.sourcePort()));
    }
    RelayPipeline.remove(ctx.channel(), Place.PROXY_REFUSAL);
    RelayPipeline.remove(ctx.channel(), Place.PROXY_HEADER);
    known.run(); // the decoder passes on what follows, and is gone, when this returns
  }

  private static byte[] address(HAProxyMessage header) {
    boolean isForItself =
        header.command() == HAProxyCommand.LOCAL || header.sourceAddress() == null;
    return isForItself ? null : NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      connection.close(CloseReason.PARTY_LEFT);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    connection.close(
        cause instanceof IOException ? CloseReason.PARTY_LEFT : CloseReason.NO_PROXY_HEADER);
  }

  /** Netty's decoder closes by itself what has no header, before it says so. */
  private static final class Refusal extends ChannelDuplexHandler {
    private final Connection connection;

    Refusal(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      connection.close(CloseReason.NO_PROXY_HEADER); // does nothing where the reason is known
      ctx.close(promise);
    }
  }
}
