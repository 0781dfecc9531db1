package io.frelay.relay.splice;

import io.frelay.relay.accept.HangUpEvents;
import io.frelay.relay.connection.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Turns one raw connection's events into those of its session's two directions. */
final class SpliceHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = Logger.getLogger(SpliceHandler.class);

  private final Session session;
  private final Direction outgoing;
  private final Direction incoming;
  private boolean begun;

  /**
   * @param outgoing from this connection to the other
   * @param incoming from the other to this
   */
  SpliceHandler(Session session, Direction outgoing, Direction incoming) {
    this.session = session;
    this.outgoing = outgoing;
    this.incoming = incoming;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    outgoing.carry((ByteBuf) message);
    if (!begun) {
      begun = true;
      session.begun();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    outgoing.flush();
    if (!ctx.channel().config().isAutoRead() && HangUpEvents.isReset(ctx.channel())) {
      session.end(CloseReason.RESET); // else nobody would find out before it is read again
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    incoming.followWritability();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      HangUpEvents.inputEnded(ctx.channel());
      outgoing.end(session::directionEnded);
      HalfClosedWatch.start(session, ctx.channel());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) { // routine: a party's connection broke
      session.end(CloseReason.RESET);
    } else if (cause instanceof OutOfMemoryError) {
      session.end(CloseReason.OVER_MEMORY_BUDGET);
    } else {
      LOG.error("a session ends for a fault of the relay", cause);
      session.end(CloseReason.INTERNAL_ERROR);
    }
  }
}
