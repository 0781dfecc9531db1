package io.frelay.relay.accept;

import io.frelay.protocol.TlsRecord;
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
 * <p>Which bytes are TLS's own is decided by what the protocol allows. Until the request is
 * complete every record is. After it, only records are that the outer TLS alone can have made
 * ({@link BufferedRecord#mayBeOuterTls}); anything else waits for the switch, at which {@link
 * #release} hands it over.
 *
 * <pre>
 *   FLIGHT -- a record there --> QUEUED -- its turn --> HANDSHAKE -- more to come --> FLIGHT
 *   HANDSHAKE -- its end --> AUTHENTICATED -- request complete --> REQUESTED &lt;--> HOLDING
 *                                                               HOLDING -- release --> gone
 * </pre>
 */
public final class RecordGate extends ChannelDuplexHandler {
  /** Bytes of a handshake and a request, in records of one byte even; beyond is an attack. */
  private static final int MAX_BEFORE_REQUEST = 128 * 1024;

  /** Part of these for the handshake: TLS keeps all of it, and a copy, until it is complete. */
  private static final int MAX_IN_HANDSHAKE = 64 * 1024;

  /** Raw bytes that may come early: a first flight of the end-to-end TLS, not a stream. */
  private static final int MAX_HELD = 64 * 1024;

  private enum State {
    /** The first record of the next handshake flight has not come yet. */
    FLIGHT,
    /** It is, and waits for its turn. */
    QUEUED,
    /** All is TLS, every byte counted. */
    HANDSHAKE,
    /** The same, but for a handshake: that would be another one (a renegotiation in TLS 1.2). */
    AUTHENTICATED,
    /** The request is there; only what TLS alone can have sent is still TLS. */
    REQUESTED,
    /** Nothing passes: the connection is being switched. */
    HOLDING
  }

  private final GateListener listener;
  private ChannelHandlerContext ctx;
  private State state = State.HANDSHAKE;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private int passed;
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
    state = State.FLIGHT;
    this.flightCame = flightCame;
  }

  /** Returns whether the first held record contains a whole ClientHello. */
  public boolean holdsClientHello() {
    return BufferedRecord.hasClientHello(held);
  }

  /** The handshake may go on with what is there of it. */
  public void letHandshake() {
    state = State.HANDSHAKE;
    HangUpEvents.setAutoRead(ctx.channel(), true);
    drain();
    ctx.fireChannelReadComplete(); // at which TLS sends its answer
    if (state == State.HANDSHAKE) {
      state = State.FLIGHT;
    }
  }

  /** The handshake is complete: whoever begins another has no honest reason to. */
  public void handshakeComplete() {
    state = State.AUTHENTICATED;
  }

  /** The request is complete: from now on raw bytes may come. */
  public void requestComplete() {
    state = State.REQUESTED;
  }

  /** Nothing passes from now on, neither bytes nor the end of the input. */
  public void hold() {
    state = State.HOLDING;
  }

  /** The switch was called off: TLS goes on. */
  public void resumeTls() {
    state = State.REQUESTED;
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
    if (cause instanceof IOException && (state == State.HOLDING || isLast())) {
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
    if (state.compareTo(State.AUTHENTICATED) <= 0) {
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
    report(held.capacity() + keptByTls());
    if (inputEnded && state != State.HOLDING) {
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
    return switch (state) {
      case HOLDING, QUEUED -> false;
      case FLIGHT -> mayBeHandshake() && awaitTurn();
      case HANDSHAKE -> mayBeHandshake() && passWholeRecord();
      case AUTHENTICATED -> isNoHandshake() && mayBeHandshake() && passWholeRecord();
      case REQUESTED -> BufferedRecord.mayBeOuterTls(held) && passWholeRecord();
    };
  }

  private boolean mayBeHandshake() {
    if (passed == 0 && BufferedRecord.type(held) != TlsRecord.HANDSHAKE) {
      listener.notTls();
      return false;
    }
    if (BufferedRecord.isTooLong(held)) {
      listener.notTls();
      return false;
    }
    return true;
  }

  private boolean awaitTurn() {
    if (BufferedRecord.wholeSize(held) > 0) {
      state = State.QUEUED;
      flightCame.run();
    }
    return false;
  }

  /** TLS 1.3 sends what comes later, such as a KeyUpdate, as application data. */
  private boolean isNoHandshake() {
    if (BufferedRecord.type(held) == TlsRecord.HANDSHAKE) {
      listener.tlsFailed();
      return false;
    }
    return true;
  }

  private boolean passWholeRecord() {
    int size = BufferedRecord.wholeSize(held);
    if (size == 0) {
      return false;
    }
    passed += size;
    if (passed > (state == State.HANDSHAKE ? MAX_IN_HANDSHAKE : MAX_BEFORE_REQUEST)) {
      listener.tooManyBytes();
      return false;
    }
    ctx.fireChannelRead(held.readRetainedSlice(size));
    return true;
  }

  /** Reading stops where what comes has to wait; else it is too much. */
  private void boundHeld() {
    int there = held.readableBytes();
    if (state == State.QUEUED) {
      // If nothing follows the ClientHello, the end of the input is still seen at once.
      if (there > BufferedRecord.wholeSize(held)) {
        HangUpEvents.setAutoRead(ctx.channel(), false);
      }
    } else if (there > MAX_HELD) {
      if (state == State.HOLDING) {
        HangUpEvents.setAutoRead(ctx.channel(), false);
      } else {
        listener.tooManyBytes();
      }
    }
  }

  /** TLS keeps the messages of its handshake, and puts them together in a buffer besides. */
  private long keptByTls() {
    return state.compareTo(State.AUTHENTICATED) < 0 ? 2L * passed : 0;
  }

  private void report(long bytes) {
    if (bytes != reported) {
      reported = bytes;
      listener.holds(bytes);
    }
  }
}
