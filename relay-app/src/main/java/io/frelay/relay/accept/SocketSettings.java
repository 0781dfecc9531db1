package io.frelay.relay.accept;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** Options of every connection of the relay, whoever has made it. */
public final class SocketSettings {
  /** Seconds without a byte before TCP asks whether the party is still there, and between asks. */
  private static final int KEEP_ALIVE_IDLE = 60;

  private static final int KEEP_ALIVE_INTERVAL = 15;
  private static final int KEEP_ALIVE_PROBES = 4;

  private final Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();

  private SocketSettings() {}

  /**
   * Those of this transport.
   *
   * @param isEpoll true if sockets are epoll's
   */
  public static SocketSettings of(boolean isEpoll) {
    SocketSettings settings = new SocketSettings();
    settings.set(ChannelOption.TCP_NODELAY, true);
    settings.set(ChannelOption.SO_KEEPALIVE, true);
    settings.set(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (isEpoll) {
      // An end of input behind the last byte is not noticed by edges alone; see HangUpEvents.
      settings.set(EpollChannelOption.EPOLL_MODE, EpollMode.LEVEL_TRIGGERED);
      settings.set(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_IDLE);
      settings.set(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_INTERVAL);
      settings.set(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
    } else {
      settings.set(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_IDLE);
      settings.set(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_INTERVAL);
      settings.set(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_PROBES);
    }
    return settings;
  }

  private <T> void set(ChannelOption<T> option, T value) {
    options.put(option, value);
  }

  /** For connections that are accepted. */
  void forAccepted(ServerBootstrap bootstrap) {
    options.forEach((option, value) -> accepted(bootstrap, option, value));
  }

  /** For a connection that the relay makes. */
  public void forMade(Bootstrap bootstrap) {
    options.forEach((option, value) -> made(bootstrap, option, value));
  }

  @SuppressWarnings("unchecked") // as they were set
  private static <T> void accepted(
      ServerBootstrap bootstrap, ChannelOption<T> option, Object value) {
    bootstrap.childOption(option, (T) value);
  }

  @SuppressWarnings("unchecked") // as they were set
  private static <T> void made(Bootstrap bootstrap, ChannelOption<T> option, Object value) {
    bootstrap.option(option, (T) value);
  }

  /** Before the channel reads; on its loop. */
  public static void prepare(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll) {
      HangUpEvents.ignore(epoll);
    }
    channel.config().setRecvByteBufAllocator(new ReadSize());
  }
}
