package io.frelay.relay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.config.Configs;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.splice.SpliceLoops;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both carriers, over real sockets: whatever carries a session does the same. */
@Timeout(60)
class CarrierTest {
  private static final byte[] HELLO = {22, 3, 1, 0, 5, 1, 0, 0, 1, 7};
  private static final byte[] LATE = {23, 3, 3, 0, 2, 9, 9};

  private enum Kind {
    SPLICE,
    PORTABLE
  }

  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EventLoopGroup group;
  private InetSocketAddress address;
  private Socket waiter;
  private Socket second;
  private Arrival ofWaiter;
  private Arrival ofSecond;
  private RelaySession session;

  /** Two parties that a relay has matched; the session is yet to start. */
  private void connect(Kind kind) throws Exception {
    assumeThat(kind == Kind.PORTABLE || Epoll.isAvailable()).isTrue();
    listen(kind);
    waiter = new Socket(address.getAddress(), address.getPort());
    Channel channelOfWaiter = accepted.take();
    second = new Socket(address.getAddress(), address.getPort());
    Channel channelOfSecond = accepted.take();
    ofWaiter = TestArrivals.joining(channelOfWaiter, "0", "1", 1);
    ofSecond = TestArrivals.joining(channelOfSecond, "1", "0", 1);
  }

  private void listen(Kind kind) throws Exception {
    ServerBootstrap bootstrap = new ServerBootstrap();
    if (kind == Kind.SPLICE) {
      group = new EpollEventLoopGroup(1);
      bootstrap
          .channel(EpollServerSocketChannel.class)
          .childOption(EpollChannelOption.EPOLL_MODE, EpollMode.LEVEL_TRIGGERED);
    } else {
      group = new NioEventLoopGroup(1);
      bootstrap.channel(NioServerSocketChannel.class);
    }
    Channel server =
        bootstrap
            .group(group)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    address = (InetSocketAddress) server.localAddress();
  }

  /** On its loop, as at the end of the switch. */
  private void start(Kind kind, String hold) throws Exception {
    Carrier carrier =
        kind == Kind.SPLICE ? SpliceLoops.start(true, 2).orElseThrow() : new PortableCarrier();
    Match match = new Match(Newcomer.fromWaiting(ofWaiter), Newcomer.fromWaiting(ofSecond));
    session =
        new RelaySession(
            match,
            Configs.of(Map.of("relay.read-ahead-hold", hold)),
            new RelayMeters(registry),
            new LogLimits());
    ofWaiter.connection().loop().submit(() -> session.start(carrier)).sync();
  }

  private void awaitClosed(CloseReason reason) throws InterruptedException {
    ofWaiter.connection().channel().closeFuture().sync();
    ofSecond.connection().channel().closeFuture().sync();
    assertThat(
            registry.get("frelay.sessions.closed").tag("reason", reason.label()).counter().count())
        .isEqualTo(1);
  }

  @AfterEach
  void stop() throws Exception {
    if (group != null) {
      waiter.close();
      second.close();
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesAndEndsPassBothWays(Kind kind) throws Exception {
    connect(kind);
    start(kind, "0s");
    waiter.getOutputStream().write(HELLO);
    assertThat(second.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    second.getOutputStream().write(HELLO);
    second.shutdownOutput();
    assertThat(waiter.getInputStream().readAllBytes()).isEqualTo(HELLO);
    waiter.getOutputStream().write(LATE);
    waiter.shutdownOutput();
    assertThat(second.getInputStream().readAllBytes()).isEqualTo(LATE);
    awaitClosed(CloseReason.COMPLETED);
    assertThat(session.waiter().traffic().bytes()).isEqualTo(HELLO.length + LATE.length);
    assertThat(session.second().traffic().bytes()).isEqualTo(HELLO.length);
  }

  @ParameterizedTest
  @EnumSource
  void oneWayIsEnough(Kind kind) throws Exception {
    connect(kind);
    start(kind, "0s");
    byte[] bytes = new byte[8 << 20];
    Arrays.fill(bytes, (byte) 22);
    Thread sending =
        new Thread(
            () -> {
              try {
                waiter.getOutputStream().write(bytes);
                waiter.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    sending.start();
    assertThat(second.getInputStream().readAllBytes()).isEqualTo(bytes);
    sending.join();
  }

  @ParameterizedTest
  @EnumSource
  void lateRecordsBeforeAndAfterTheSwitchAreDropped(Kind kind) throws Exception {
    connect(kind);
    waiter.getOutputStream().write(LATE);
    second.getOutputStream().write(LATE);
    start(kind, "0s");
    waiter.getOutputStream().write(LATE);
    waiter.getOutputStream().write(HELLO);
    assertThat(second.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    second.getOutputStream().write(HELLO);
    assertThat(waiter.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    assertThat(registry.get("frelay.late.records").counter().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void theWaitersBytesAreHeldAndTheSecondOnesAreNot(Kind kind) throws Exception {
    connect(kind);
    start(kind, "1h");
    waiter.getOutputStream().write(HELLO);
    second.getOutputStream().write(HELLO);
    assertThat(waiter.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    assertThat(session.waiter().traffic().bytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aResetEndsTheSession(Kind kind) throws Exception {
    connect(kind);
    start(kind, "0s");
    waiter.getOutputStream().write(HELLO);
    assertThat(second.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    waiter.setSoLinger(true, 0);
    waiter.close();
    awaitClosed(CloseReason.RESET);
    assertThat(second.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsEndedEndsTheSession(Kind kind) throws Exception {
    connect(kind);
    start(kind, "0s");
    ofWaiter.connection().close(CloseReason.REVOKED_CERTIFICATE);
    awaitClosed(CloseReason.REVOKED_CERTIFICATE);
    assertThat(second.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(
            () -> {
              while (true) {
                waiter.getOutputStream().write(HELLO);
              }
            })
        .isInstanceOf(IOException.class);
  }
}
