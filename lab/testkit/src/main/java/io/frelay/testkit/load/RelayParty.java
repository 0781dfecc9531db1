package io.frelay.testkit.load;

import io.frelay.protocol.Answer;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * One party's connection: outer TLS, request, Ready, close_notify, then raw bytes. If the request
 * has a ClientHello, the raw bytes begin with that of whoever became the client, early or not; it
 * is not handed on. Confined to its event loop.
 */
final class RelayParty extends ChannelInboundHandlerAdapter {
  /** Events of a party, all on its event loop. */
  interface Events {
    /** The request is on its way. */
    default void requested(RelayParty party) {}

    /** The connection is the two parties' own now, and a ClientHello that was due has come. */
    void joined(RelayParty party);

    /** Raw bytes came; the callee does not keep the buffer. */
    void received(RelayParty party, ByteBuf bytes);

    /** The connection has ended; at most once. */
    void ended(RelayParty party, Throwable cause);
  }

  private final AuthRequest request;
  private final Events events;
  private final SslHandler ssl;
  private final OuterRecords records = new OuterRecords();
  private final OuterSeal seal = new OuterSeal();
  private Channel channel;
  private final ByteBuf hello; // still to come, once the connection is raw
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private boolean ended;
  private Throwable cause = new IOException("the relay closed the connection");

  RelayParty(AuthRequest request, SslHandler ssl, Events events) {
    this.request = request;
    this.hello =
        request
            .clientHello()
            .map(each -> Unpooled.wrappedBuffer(each.records()))
            .orElse(Unpooled.EMPTY_BUFFER);
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
      answered();
    }
  }

  private void ask() {
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(request.encode()))
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

  private void answered() {
    try {
      Answer decoded = Answer.decode(answer.toByteArray());
      if (decoded instanceof Ready ready) {
        becomeRaw(ready);
      } else {
        fail(new IOException("the relay refused: " + decoded));
      }
    } catch (MalformedMessageException e) {
      fail(new IOException("the relay's answer is none", e));
    }
  }

  private void becomeRaw(Ready ready) {
    channel.pipeline().remove(ssl);
    channel.pipeline().remove(seal);
    if (ready.role() == Role.CLIENT) {
      if (!ready.clientHelloDelivered()) {
        send(hello.retainedDuplicate());
      }
      hello.skipBytes(hello.readableBytes());
    }
    if (!hello.isReadable()) {
      events.joined(this);
    }
    channel.pipeline().remove(records); // hands on what it holds
  }

  /** Takes what is still to come of the peer's ClientHello. */
  private void takeHello(ByteBuf bytes) {
    int length = Math.min(hello.readableBytes(), bytes.readableBytes());
    if (!hello.readSlice(length).equals(bytes.readSlice(length))) {
      fail(new IOException("another ClientHello than was sent"));
    } else if (!hello.isReadable()) {
      events.joined(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (ctx.pipeline().context(ssl) != null) {
        answer.writeBytes(ByteBufUtil.getBytes(bytes));
      } else {
        if (hello.isReadable()) {
          takeHello(bytes);
        }
        if (bytes.isReadable() && !ended) {
          events.received(this, bytes);
        }
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
