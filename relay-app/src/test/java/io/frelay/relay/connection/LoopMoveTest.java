package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that changes its event loop while its party sends. */
@Timeout(60)
class LoopMoveTest {
  private static final int BYTES = 4 << 20;

  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final AtomicBoolean inOrder = new AtomicBoolean(true);
  private final CountDownLatch all = new CountDownLatch(BYTES);
  private EventLoopGroup group;
  private Socket party;
  private Connection connection;
  private EventLoop other;

  private void connect(boolean epoll) throws Exception {
    assumeThat(!epoll || Epoll.isAvailable()).isTrue();
    group = epoll ? new EpollEventLoopGroup(2) : new NioEventLoopGroup(2);
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    RelayPipeline.put(channel, RelayPipeline.Place.SESSION, new Checking());
                    accepted.add(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    InetSocketAddress address = (InetSocketAddress) server.localAddress();
    party = new Socket(address.getAddress(), address.getPort());
    Channel channel = accepted.take();
    connection = Connection.own(channel);
    other = group.next();
    while (other == channel.eventLoop()) {
      other = group.next();
    }
  }

  /** Bytes that count up; each is to come in its place, on the loop that the connection is on. */
  private final class Checking extends SimpleChannelInboundHandler<ByteBuf> {
    private byte next;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      while (bytes.isReadable()) {
        if (bytes.readByte() != next++ || !ctx.channel().eventLoop().inEventLoop()) {
          inOrder.set(false);
        }
        all.countDown();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (group != null) {
      party.close();
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private Future<Void> move() throws Exception {
    EventLoop here = connection.loop();
    EventLoop target = other;
    other = here;
    return here.submit(() -> connection.moveTo(target)).get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noByteIsLostOrOvertaken(boolean epoll) throws Exception {
    connect(epoll);
    Thread sending =
        new Thread(
            () -> {
              byte[] piece = new byte[BYTES / 256];
              for (int i = 0; i < piece.length; i++) {
                piece[i] = (byte) i;
              }
              try {
                for (int sent = 0; sent < BYTES; sent += piece.length) {
                  party.getOutputStream().write(piece);
                }
              } catch (IOException e) {
                inOrder.set(false);
              }
            });
    sending.start();
    for (int i = 0; i < 200; i++) {
      assertThat(move().sync().isSuccess()).isTrue();
    }
    sending.join();
    all.await();
    assertThat(inOrder).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskFollowsIt(boolean epoll) throws Exception {
    connect(epoll);
    EventLoop target = other;
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(1);
    AtomicBoolean onItsLoop = new AtomicBoolean();
    connection.loop().execute(() -> connection.moveTo(target));
    connection.loop().execute(() -> await(busy));
    connection.execute(
        () -> {
          onItsLoop.set(connection.loop().inEventLoop());
          ran.countDown();
        });
    busy.countDown();
    ran.await();
    assertThat(onItsLoop).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsClosedMeanwhileIsNotMoved(boolean epoll) throws Exception {
    connect(epoll);
    EventLoop target = other;
    Future<Void> moved =
        connection
            .loop()
            .submit(
                () -> {
                  Future<Void> moving = connection.moveTo(target);
                  connection.close(CloseReason.DRAINING);
                  return moving;
                })
            .get();
    moved.await();
    assertThat(moved.isSuccess()).isFalse();
    assertThat(connection.channel().pipeline().get(Checking.class)).isNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
