package io.frelay.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One party's connection: outer TLS, request, Ready, close_notify, then raw bytes. Confined to its
 * event loop.
 */
final class RelayParty extends ChannelInboundHandlerAdapter {
  /** What happens to a party; all on its event loop. */
  interface Events {
    /** The request is on its way. */
    default void requested(RelayParty party) {}

    /** The connection is the two parties' own now. */
    void joined(RelayParty party);

    /** Raw bytes came; the callee does not keep the buffer. */
    void received(RelayParty party, ByteBuf bytes);

    /** The connection has ended; at most once. */
    void ended(RelayParty party, Throwable cause);
  }

  /** How every Ready begins; both roles send and receive alike here. */
  private static final String MODE = "{\"Mode\":";

  private final byte[] request;
  private final Events events;
  private final SslHandler ssl;
  private final OuterRecords records = new OuterRecords();
  private final OuterSeal seal = new OuterSeal();
  private Channel channel;
  private String answer = "";
  private boolean ended;
  private Throwable cause = new IOException("the relay closed the connection");

  RelayParty(byte[] request, SslHandler ssl, Events events) {
    this.request = request;
    this.ssl = ssl;
    this.events = events;
  }

  /** Puts its handlers into a fresh channel. */
  void install(Channel fresh) {
    channel = fresh;
    fresh.pipeline().addLast(seal, records, ssl, this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        ask();
      } else {
        fail(handshake.cause());
      }
    } else if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      if (answer.startsWith(MODE)) {
        becomeRaw();
      } else {
        fail(new IOException("the relay refused: " + answer));
      }
    }
  }

  private void ask() {
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(request))
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                seal.close();
                events.requested(this);
              } else {
                fail(sent.cause());
              }
            });
  }

  private void becomeRaw() {
    channel.pipeline().remove(ssl);
    channel.pipeline().remove(seal);
    events.joined(this);
    channel.pipeline().remove(records); // hands on what it holds
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (ctx.pipeline().context(ssl) != null) {
        answer += new String(ByteBufUtil.getBytes(bytes), StandardCharsets.UTF_8);
      } else {
        events.received(this, bytes);
      }
    } finally {
      bytes.release();
    }
  }

  /** Sends raw bytes, after {@link Events#joined}. */
  void send(ByteBuf bytes) {
    channel.writeAndFlush(bytes);
  }

  void close() {
    ended = true;
    channel.close();
  }

  void fail(Throwable reason) {
    cause = reason;
    if (!ended) {
      ended = true;
      events.ended(this, reason);
    }
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable reason) {
    fail(reason);
  }
}
