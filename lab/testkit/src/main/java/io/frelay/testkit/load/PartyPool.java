package io.frelay.testkit.load;

import io.frelay.protocol.AuthRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Everybody who can be played: the parties of one user, and tags that no two meetings share. */
final class PartyPool {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** One of them. */
  record Party(String name, PartyTls tls) {}

  private final LoadConnector dialer;
  private final List<Party> parties;
  private final int version;
  private final String prefix;
  private final AtomicLong meetings = new AtomicLong();

  /**
   * @param version of the protocol, 1 or 2
   */
  PartyPool(LoadConnector dialer, List<Party> parties, int version) {
    this.dialer = dialer;
    this.parties = parties;
    this.version = version;
    this.prefix = "g" + ProcessHandle.current().pid() + "-";
  }

  /** A new meeting of two parties, by their numbers; {@code one} comes first. */
  LoadPair.Meeting meeting(EventLoop loop, int one, int other) {
    String tag = prefix + meetings.incrementAndGet();
    return new LoadPair.Meeting() {
      @Override
      public RelayParty first(RelayParty.Events events) {
        return dial(loop, one, other, tag, events);
      }

      @Override
      public RelayParty second(RelayParty.Events events) {
        return dial(loop, other, one, tag, events);
      }
    };
  }

  private RelayParty dial(EventLoop loop, int me, int peer, String tag, RelayParty.Events events) {
    RelayParty party =
        new RelayParty(
            request(parties.get(peer).name(), tag),
            parties.get(me).tls().newHandler(PooledByteBufAllocator.DEFAULT),
            events);
    ChannelFuture connected = dialer.dial(loop, party::install);
    connected.addListener(
        reached -> {
          if (!reached.isSuccess()) {
            party.fail(reached.cause());
          }
        });
    return party;
  }

  /**
   * A mutual handshake with a server that closes after it.
   *
   * @param ended with null when the server has closed after a complete handshake
   */
  void handshake(EventLoop loop, Consumer<Throwable> ended) {
    ChannelInboundHandlerAdapter end =
        new ChannelInboundHandlerAdapter() {
          private Throwable failure = new IOException("it ended within the handshake");

          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
              failure = handshake.isSuccess() ? null : handshake.cause();
            }
          }

          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
          }

          @Override
          public void channelInactive(ChannelHandlerContext ctx) {
            ended.accept(failure);
          }

          @Override
          public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure = cause;
            ctx.close();
          }
        };
    dialer
        .dial(
            loop,
            channel ->
                channel
                    .pipeline()
                    .addLast(parties.get(0).tls().newHandler(PooledByteBufAllocator.DEFAULT), end))
        .addListener(
            reached -> {
              if (!reached.isSuccess()) {
                ended.accept(reached.cause());
              }
            });
  }

  /** A connection that is proved by a byte that comes back. */
  void plain(EventLoop loop, Consumer<Channel> proved, Consumer<Throwable> failed) {
    ChannelInboundHandlerAdapter proof =
        new ChannelInboundHandlerAdapter() {
          private boolean over;

          @Override
          public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {22}));
          }

          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            if (!over) {
              over = true;
              proved.accept(ctx.channel());
            }
          }

          @Override
          public void channelInactive(ChannelHandlerContext ctx) {
            if (!over) {
              over = true;
              failed.accept(new IOException("it was closed"));
            }
          }

          @Override
          public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
          }
        };
    dialer
        .dial(loop, channel -> channel.pipeline().addLast(proof))
        .addListener(
            reached -> {
              if (!reached.isSuccess()) {
                failed.accept(reached.cause());
              }
            });
  }

  private AuthRequest request(String peer, String tag) {
    return version == 1
        ? AuthRequest.version1(peer, tag)
        : AuthRequest.version2(peer, tag, PATIENCE).withClientHelloIfItFits(LoadHellos.SAME);
  }
}
