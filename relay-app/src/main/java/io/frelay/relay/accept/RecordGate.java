package io.frelay.relay.accept;

import io.frelay.relay.connection.Connection;
import io.frelay.relay.memory.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;

/**
 * Stands before the TLS handler and hands it whole TLS records, one by one (RFC 8446, 5.1), so that
 * TLS never sees a byte that is not its own: what arrives behind the last record, in the same
 * segment even, stays here until the connection is raw. That makes the switch exact whatever engine
 * does the TLS.
 *
 * <p>{@link RecordRules} decides which bytes are TLS's own; anything else waits for the switch, at
 * which {@link #release} hands it over.
 */
public final class RecordGate extends ChannelDuplexHandler {
  private final GateListener listener;
  private final RecordRules rules = new RecordRules();
  private ChannelHandlerContext ctx;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private long reported;
  private boolean hasSpoken;
  private boolean inputEnded;
  private boolean draining;
  private Runnable flightCame;

  public RecordGate(GateListener listener) {
    this.listener = listener;
  }

  /** One that ends the connection for what it finds. */
  public static RecordGate guarding(Connection connection) {
    return new RecordGate(new ConnectionGuard(connection));
  }

  /**
   * Each flight of the handshake is to wait for {@link #letHandshake} from when its first record is
   * there. The handler of TLS need not be there before the first.
   *
   * @param flightCame called then
   */
  public void holdHandshake(Runnable flightCame) {
    rules.holdFlights();
    this.flightCame = flightCame;
  }

  /** Returns whether the first held record contains a whole ClientHello. */
  public boolean holdsClientHello() {
    return BufferedRecord.hasClientHello(held);
  }

  /** The handshake may go on with what is there of it. */
  public void letHandshake() {
    rules.turn();
    HangUpEvents.setAutoRead(ctx.channel(), true);
    drain();
    ctx.fireChannelReadComplete(); // at which TLS sends its answer
    rules.turnOver();
  }

  /** The handshake is complete: whoever begins another has no honest reason to. */
  public void handshakeComplete() {
    rules.handshakeComplete();
  }

  /** The request is complete: from now on raw bytes may come. */
  public void requestComplete() {
    rules.requestComplete();
  }

  /** Nothing passes from now on, neither bytes nor the end of the input. */
  public void hold() {
    rules.hold();
  }

  /** The switch was called off: TLS goes on. */
  public void resumeTls() {
    rules.requestComplete();
    HangUpEvents.setAutoRead(ctx.channel(), true);
    drain();
  }

  /** TLS is gone: the gate leaves the pipeline, and what it holds is the caller's. */
  public HeldBytes release() {
    HeldBytes taken = new HeldBytes(held, inputEnded);
    held = Unpooled.EMPTY_BUFFER;
    if (!ctx.isRemoved()) { // else the channel was closed meanwhile
      ctx.pipeline().remove(this);
    }
    return taken;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
    report(0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, (ByteBuf) message);
    drain();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      HangUpEvents.inputEnded(ctx.channel());
      inputEnded = true;
      drain();
    } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException && (rules.isHolding() || isLast())) {
      listener.broken();
    } else if (cause instanceof OutOfMemoryError) {
      listener.noMemory();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    hasSpoken = true;
    ctx.write(message, promise);
  }

  /** Netty's TLS closes by itself when it fails after the handshake, and says so to nobody. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (rules.isBeforeRequest()) {
      listener.tlsFailed();
    }
    if (hasSpoken) {
      LastWords.beforeCloseOf(ctx.channel());
    }
    ctx.close(promise);
  }

  /**
   * Passes on all that may pass in the present state; re-entered when a record changes the state.
   */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (passOne()) {
      // the record may have changed the state, or closed the channel
    }
    draining = false;
    if (ctx.isRemoved()) {
      return;
    }
    boundHeld();
    held = Buffers.fit(ctx.alloc(), held);
    report(held.capacity() + rules.keptByTls());
    if (inputEnded && !rules.isHolding()) {
      inputEnded = false;
      if (isLast()) {
        listener.broken();
      } else {
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    }
  }

  /** Before the first flight's turn: there is no handler behind. */
  private boolean isLast() {
    return ctx.pipeline().last() == this;
  }

  private boolean passOne() {
    if (!held.isReadable() || ctx.isRemoved()) {
      return false;
    }
    switch (rules.judge(held)) {
      case PASS -> {
        ctx.fireChannelRead(held.readRetainedSlice(BufferedRecord.wholeSize(held)));
        return true;
      }
      case STAY -> {}
      case FLIGHT_CAME -> flightCame.run();
      case NOT_TLS -> listener.notTls();
      case TLS_FAILED -> listener.tlsFailed();
      case TOO_MANY_BYTES -> listener.tooManyBytes();
    }
    return false;
  }

  /** Reading stops where what comes has to wait; else it is too much. */
  private void boundHeld() {
    switch (rules.room(held)) {
      case SOME -> {}
      case NONE -> HangUpEvents.setAutoRead(ctx.channel(), false);
      case EXCEEDED -> listener.tooManyBytes();
    }
  }

  private void report(long bytes) {
    if (bytes != reported) {
      reported = bytes;
      listener.holds(bytes);
    }
  }
}
