package io.frelay.relay.session;

import io.frelay.relay.accept.HangUpEvents;
import io.frelay.relay.accept.HeldBytes;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.memory.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Passes on what one connection of a session sends, and its end. Back-pressure: a connection is
 * read as long as its peer takes.
 *
 * <pre>
 *   HELD -- open --> PASSING -- end of the input, delivered --> ENDED
 * </pre>
 */
final class PortableHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = Logger.getLogger(PortableHandler.class);

  /** Bytes that Netty keeps of each write besides its buffer. */
  private static final int WRITE = 128;

  private enum State {
    HELD,
    PASSING,
    ENDED
  }

  private final RelaySession session;
  private final Leg leg;
  private final DuplexChannel channel;
  private final DuplexChannel peer;
  private State state = State.HELD;

  PortableHandler(RelaySession session, Leg leg, Leg peer) {
    this.session = session;
    this.leg = leg;
    this.channel = (DuplexChannel) leg.connection().channel();
    this.peer = (DuplexChannel) peer.connection().channel();
  }

  /** Passes on what has come so far, and reads on. */
  void open() {
    if (state != State.HELD || !channel.isOpen()) {
      return;
    }
    state = State.PASSING;
    HeldBytes held = leg.takeHeld();
    pass(leg.filter(held.bytes()));
    peer.flush();
    if (held.inputEnded()) {
      inputEnded();
    } else {
      HangUpEvents.setAutoRead(channel, peer.isWritable());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    pass(leg.filter((ByteBuf) message));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
  }

  /** This connection takes more, or less: its peer is read accordingly. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    PortableHandler sender = peer.pipeline().get(PortableHandler.class);
    if (sender != null && sender.state != State.HELD) {
      HangUpEvents.setAutoRead(peer, channel.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      HangUpEvents.inputEnded(channel);
      inputEnded();
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

  private void pass(ByteBuf raw) {
    if (leg.late().isExceeded()) {
      session.end(CloseReason.LATE_OUTER_TLS);
    }
    if (!raw.isReadable()) {
      raw.release();
      return;
    }
    leg.traffic().count(raw.readableBytes());
    ByteBuf fitting = Buffers.fit(peer.alloc(), raw);
    int held = fitting.capacity() + WRITE;
    leg.traffic().hold(held);
    peer.write(fitting).addListener(gone -> leg.traffic().hold(-held));
  }

  /** Half-close: the end follows the last byte. */
  private void inputEnded() {
    pass(leg.filterEnd());
    peer.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (flushed.isSuccess()) {
                peer.shutdownOutput().addListener(shut -> delivered());
              } // else the connection broke, and says so itself
            });
  }

  private void delivered() {
    state = State.ENDED;
    PortableHandler other = peer.pipeline().get(PortableHandler.class);
    if (other != null && other.state == State.ENDED) {
      session.end(CloseReason.COMPLETED);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    leg.forget();
  }
}
