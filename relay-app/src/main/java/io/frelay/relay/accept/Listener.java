package io.frelay.relay.accept;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Connections;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.observe.ConnectionLog;
import io.frelay.relay.observe.RelayMeters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** The relay's one port: every accepted connection is admitted, or closed at once. */
public final class Listener {
  /**
   * Collaborators that every accepted connection passes.
   *
   * @param admission limits of the number of connections
   * @param connections the register of open connections
   * @param memory the budget of what it may hold
   * @param meters counters of connections
   * @param log log of ended connections
   * @param proxies load balancers that must send a PROXY header first
   * @param timeout time for the header and the handshake
   */
  public record Door(
      Admission admission,
      Connections connections,
      ByteBudget memory,
      RelayMeters meters,
      ConnectionLog log,
      TrustedProxies proxies,
      Duration timeout) {
    /** The same for a port that no load balancer is in front of. */
    public Door withoutProxies() {
      return new Door(admission, connections, memory, meters, log, TrustedProxies.none(), timeout);
    }
  }

  private final Channel channel;

  private Listener(Channel channel) {
    this.channel = channel;
  }

  /**
   * Binds, and hands every admitted connection on with its gate installed.
   *
   * @throws IOException in one sentence, if the address cannot be bound
   */
  public static Listener bind(
      InetSocketAddress address, NettyTransport transport, Door door, AdmissionHandler admitted)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("the address " + address.getHostString() + " is not known");
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.acceptors(), transport.workers())
            .channelFactory(transport.serverChannels(address.getAddress()))
            .handler(new SocketBound(door.admission().mostSockets(), door.meters()))
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new Admitting(door, admitted));
    SocketSettings.of(transport.isEpoll()).forAccepted(bootstrap);
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on %s:%d: %s"
              .formatted(
                  address.getHostString(), address.getPort(), reasonOf(bound.cause(), address)),
          bound.cause());
    }
    return new Listener(bound.channel());
  }

  /** Address that it listens on, with the actual port where 0 was asked for. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more; returns when the port is free. */
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private static String reasonOf(Throwable cause, InetSocketAddress address) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return "the port is in use; stop what uses it or choose another with --port";
    }
    if (text.contains("ermission denied")) {
      return "ports below 1024 need a privilege; choose a higher one with --port";
    }
    if (text.contains("annot assign")) {
      return address.getHostString() + " is not an address of this machine";
    }
    return text;
  }

  /** Runs for every accepted channel, on its loop. */
  private static final class Admitting extends ChannelInitializer<SocketChannel> {
    private final Door door;
    private final AdmissionHandler admitted;

    Admitting(Door door, AdmissionHandler admitted) {
      this.door = door;
      this.admitted = admitted;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (channel.remoteAddress() == null) {
        channel.close(); // gone between accept and here
        return;
      }
      SocketSettings.prepare(channel);
      Connection connection = Connection.own(channel);
      door.connections().add(connection);
      door.meters().opened(connection);
      door.log().watch(connection);
      if (door.proxies().include(channel.remoteAddress())) {
        connection.enter(Stage.HANDSHAKE, door.timeout(), CloseReason.HANDSHAKE_TIMEOUT);
        ProxyHeader.await(connection, () -> admit(connection));
      } else {
        admit(connection);
      }
    }

    private void admit(Connection connection) {
      Optional<CloseReason> refused = door.admission().admit(connection);
      if (refused.isPresent()) {
        connection.reset(refused.get());
        return;
      }
      connection.memory().countIn(door.memory(), connection.addressBlock());
      if (connection.stage() == Stage.CLOSED) {
        return; // its address holds most already
      }
      RecordGate gate = RecordGate.guarding(connection);
      RelayPipeline.put(connection.channel(), Place.RECORD_GATE, gate);
      admitted.admitted(connection, gate);
    }
  }
}
