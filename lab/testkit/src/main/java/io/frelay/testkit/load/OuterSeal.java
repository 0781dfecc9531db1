package io.frelay.testkit.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Swallows what the TLS engine still wants to say after the request. It answers a close_notify by
 * one of its own, which a version 1 relay would take for the first raw bytes.
 */
final class OuterSeal extends ChannelOutboundHandlerAdapter {
  private boolean closed;

  /** From now on nothing passes. */
  void close() {
    closed = true;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (closed) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    } else {
      ctx.write(message, promise);
    }
  }
}
