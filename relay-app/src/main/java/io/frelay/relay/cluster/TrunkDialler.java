package io.frelay.relay.cluster;

import io.frelay.relay.accept.Listener;
import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.accept.SocketSettings;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Makes trunk connections: TCP, a place among this relay's connections, memory, TLS. */
final class TrunkDialler {
  /** Time to connect to another relay, and as long for the handshake: they are not far. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Owner of a connection that is being made. */
  interface Waiting extends TrunkLine.Listener {
    /** There will be none. */
    void failed();
  }

  private final NettyTransport transport;
  private final AddressResolverGroup<InetSocketAddress> resolver;
  private final Listener.Door door;
  private final TrunkTls tls;

  TrunkDialler(
      NettyTransport transport,
      AddressResolverGroup<InetSocketAddress> resolver,
      Listener.Door door,
      TrunkTls tls) {
    this.transport = transport;
    this.resolver = resolver;
    this.door = door;
    this.tls = tls;
  }

  EventLoopGroup loops() {
    return transport.workers();
  }

  /** Makes one on one of these loops. */
  void dial(EventLoopGroup loops, String address, Waiting waiting) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(transport.channels())
            .resolver(resolver)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) TIMEOUT.toMillis())
            .option(ChannelOption.AUTO_READ, false)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SocketSettings.prepare(channel);
                  }
                });
    SocketSettings.of(transport.isEpoll()).forMade(bootstrap);
    HostAndPort to = HostAndPort.parse(address);
    bootstrap
        .connect(InetSocketAddress.createUnresolved(to.host(), to.port()))
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                opened(done.channel(), waiting);
              } else {
                waiting.failed();
              }
            });
  }

  private void opened(Channel channel, Waiting waiting) {
    Connection connection = Connection.own(channel);
    door.connections().add(connection);
    if (door.admission().admit(connection).isPresent()) {
      connection.reset(CloseReason.TOO_MANY_CONNECTIONS);
      waiting.failed();
      return;
    }
    connection.onClose(
        reason -> {
          if (connection.endedIn() == Stage.HANDSHAKE) {
            waiting.failed();
          }
        });
    connection.enter(Stage.HANDSHAKE, TIMEOUT, CloseReason.HANDSHAKE_TIMEOUT);
    connection.memory().countIn(door.memory(), connection.addressBlock());
    if (connection.stage() != Stage.CLOSED) {
      shakeHands(connection, waiting);
    }
  }

  private void shakeHands(Connection connection, Waiting waiting) {
    Channel channel = connection.channel();
    RecordGate gate = RecordGate.guarding(connection);
    try {
      SslHandler ssl = tls.client(channel.alloc());
      RelayPipeline.put(channel, Place.RECORD_GATE, gate);
      RelayPipeline.put(channel, Place.OUTER_TLS, ssl);
      RelayPipeline.put(channel, Place.REQUEST, new TrunkLine(connection, gate, ssl, tls, waiting));
    } catch (GeneralSecurityException | SSLException | RuntimeException e) {
      connection.close(CloseReason.INTERNAL_ERROR);
      return;
    }
    channel.config().setAutoRead(true);
  }
}
