package io.frelay.relay.authenticate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Handler behind a TLS handler: tells the handshake's outcome and the end of the input. */
public abstract class TlsHandler extends ChannelInboundHandlerAdapter {
  /** The handshake has succeeded. */
  protected abstract void onHandshake();

  /** The handshake has failed. */
  protected abstract void onHandshakeFailure(Throwable cause);

  /** The other side has ended its output, with close_notify or without. */
  protected abstract void onInputEnd();

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completed) {
      if (completed.isSuccess()) {
        onHandshake();
      } else {
        onHandshakeFailure(completed.cause());
      }
    } else if (event instanceof SslCloseCompletionEvent
        || event instanceof ChannelInputShutdownEvent) {
      onInputEnd();
    }
  }
}
