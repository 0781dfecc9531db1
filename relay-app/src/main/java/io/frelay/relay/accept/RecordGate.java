package io.frelay.relay.accept;

import io.frelay.protocol.TlsRecord;
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
 * complete every record is. After it, only records that the outer TLS alone can have made are:
 * application data and encrypted alerts (a line end sent late, a close_notify that a TLS library
 * sends unasked). The end-to-end TLS begins with a handshake record or a plaintext alert, so
 * neither of these can be its first. From the first other byte on, all is raw. A party whose
 * ClientHello went another way is in the middle of the end-to-end TLS when it becomes raw: all that
 * it sends from then on is.
 *
 * <pre>
 *   FLIGHT -- a record there --> QUEUED -- its turn --> HANDSHAKE -- more to come --> FLIGHT
 *   HANDSHAKE -- its end --> AUTHENTICATED -- request complete --> REQUESTED &lt;--> HOLDING
 *                                             HOLDING --> RAW or ALL_RAW -- first raw byte --> gone
 * </pre>
 */
public final class RecordGate extends ChannelDuplexHandler {
  /** What a handshake and a request may have, in records of one byte even; beyond is an attack. */
  private static final int MOST_BEFORE_REQUEST = 128 * 1024;

  /** Of these, the handshake's: TLS keeps all of it, and a copy, until it is complete. */
  private static final int MOST_IN_HANDSHAKE = 64 * 1024;

  /** How much raw data may come early: a first flight of the end-to-end TLS, not a stream. */
  private static final int MOST_HELD = 64 * 1024;

  /** What the outer TLS of an honest party has left to say after the switch: a few records. */
  private static final int MOST_DROPPED = 64 * 1024;

  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 4;
  private static final int PLAIN_ALERT_LENGTH = 2;

  /** What the gate reports besides bytes. */
  public interface Violations {
    /** The bytes cannot be TLS. */
    void notTls();

    /** The connection broke while nothing behind the gate could be told. */
    void broken();

    /** TLS gives up; told again, or too late, where the reason is known already. */
    void tlsFailed();

    /** More bytes than anyone honest sends so early. */
    void tooManyBytes();

    /** There was no memory to read into. */
    void noMemory();

    /** So many bytes are kept of what has come: by the gate, and by TLS for its handshake. */
    void holds(long bytes);

    /** A record of the outer TLS came after its end, and was dropped. */
    void lateRecord();

    /** More of them than any TLS library sends. */
    void tooManyLateRecords();
  }

  private enum State {
    /** What the next flight of the handshake begins with is not there yet. */
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
    HOLDING,
    /** TLS is gone: its late records are dropped, the rest passes. */
    RAW,
    /** TLS is gone and has no late records: all passes. */
    ALL_RAW
  }

  private final Violations violations;
  private ChannelHandlerContext ctx;
  private State state = State.HANDSHAKE;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private int passed;
  private long reported;
  private int dropped;
  private boolean inputEnded;
  private boolean draining;
  private Runnable flightCame;

  public RecordGate(Violations violations) {
    this.violations = violations;
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

  /** Whether the first record that is held contains a whole ClientHello (RFC 8446, 4). */
  public boolean holdsClientHello() {
    int message = held.readerIndex() + TlsRecord.HEADER;
    return wholeRecord() >= TlsRecord.HEADER + MESSAGE_HEADER
        && held.getByte(message) == CLIENT_HELLO
        && held.getUnsignedMedium(message + 1) <= recordLength() - MESSAGE_HEADER;
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

  /**
   * TLS is gone and the next handler takes raw bytes: passes what is held, lets reading go on, and
   * is gone itself with the first raw byte.
   */
  public void openRaw() {
    open(State.RAW);
  }

  /**
   * The same for a party that sends nothing of its outer TLS after its request, and whose first raw
   * bytes may look like it: the peer has had its ClientHello already.
   */
  public void openAllRaw() {
    open(State.ALL_RAW);
  }

  private void open(State raw) {
    state = raw;
    HangUpEvents.setAutoRead(ctx.channel(), true);
    drain();
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
    append((ByteBuf) message);
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
      violations.broken();
    } else if (cause instanceof OutOfMemoryError) {
      violations.noMemory();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Netty's TLS closes by itself when it fails after the handshake, and says so to nobody. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (state.compareTo(State.AUTHENTICATED) <= 0) {
      violations.tlsFailed();
    }
    ctx.close(promise);
  }

  private void append(ByteBuf more) {
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, more);
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
        violations.broken();
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
      case HANDSHAKE -> passHandshakeRecord();
      case AUTHENTICATED -> passUnlessHandshake();
      case REQUESTED -> mayBeOuterTls() && passWholeRecord();
      case RAW -> mayBeOuterTls() ? dropRecord() : becomeRaw();
      case ALL_RAW -> becomeRaw();
    };
  }

  private boolean passHandshakeRecord() {
    return mayBeHandshake() && passWholeRecord();
  }

  private boolean mayBeHandshake() {
    if (passed == 0 && held.getByte(held.readerIndex()) != TlsRecord.HANDSHAKE) {
      violations.notTls();
      return false;
    }
    if (held.readableBytes() >= TlsRecord.HEADER && recordLength() > TlsRecord.MAX_LENGTH) {
      violations.notTls();
      return false;
    }
    return true;
  }

  private boolean awaitTurn() {
    if (wholeRecord() > 0) {
      state = State.QUEUED;
      flightCame.run();
    }
    return false;
  }

  /** TLS 1.3 sends what comes later, such as a KeyUpdate, as application data. */
  private boolean passUnlessHandshake() {
    if (held.getByte(held.readerIndex()) == TlsRecord.HANDSHAKE) {
      violations.tlsFailed();
      return false;
    }
    return passHandshakeRecord();
  }

  private boolean passWholeRecord() {
    int length = wholeRecord();
    if (length == 0) {
      return false;
    }
    passed += length;
    if (passed > (state == State.HANDSHAKE ? MOST_IN_HANDSHAKE : MOST_BEFORE_REQUEST)) {
      violations.tooManyBytes();
      return false;
    }
    ctx.fireChannelRead(held.readRetainedSlice(length));
    return true;
  }

  private boolean dropRecord() {
    int length = wholeRecord();
    if (length == 0) {
      return inputEnded && becomeRaw(); // the rest of it can no longer come
    }
    held.skipBytes(length);
    violations.lateRecord();
    dropped += length;
    if (dropped > MOST_DROPPED) {
      violations.tooManyLateRecords();
      return false;
    }
    return true;
  }

  private boolean becomeRaw() {
    ByteBuf raw = held;
    held = Unpooled.EMPTY_BUFFER;
    ctx.fireChannelRead(raw);
    ctx.fireChannelReadComplete();
    if (inputEnded) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    ctx.pipeline().remove(this);
    return false;
  }

  /**
   * Whether the held bytes are, as far as they go, a record that only the outer TLS can have sent:
   * application data, or an alert longer than a plaintext one.
   */
  private boolean mayBeOuterTls() {
    int at = held.readerIndex();
    int there = held.readableBytes();
    int type = held.getByte(at);
    if (type != TlsRecord.APPLICATION_DATA && type != TlsRecord.ALERT) {
      return false;
    }
    if (there > 1 && held.getByte(at + 1) != 3) {
      return false;
    }
    if (there < TlsRecord.HEADER) {
      return true;
    }
    int length = recordLength();
    return length <= TlsRecord.MAX_LENGTH
        && (type == TlsRecord.APPLICATION_DATA || length > PLAIN_ALERT_LENGTH);
  }

  private int recordLength() {
    return held.getUnsignedShort(held.readerIndex() + TlsRecord.LENGTH_AT);
  }

  /** The size of the first record with its header, 0 if it is not whole. */
  private int wholeRecord() {
    if (held.readableBytes() < TlsRecord.HEADER) {
      return 0;
    }
    int length = TlsRecord.HEADER + recordLength();
    return held.readableBytes() < length ? 0 : length;
  }

  /** Reading stops where what comes has to wait; else it is too much. */
  private void boundHeld() {
    int there = held.readableBytes();
    if (state == State.QUEUED) {
      // Of who sends nothing behind its ClientHello the end is still seen at once.
      if (there > wholeRecord()) {
        HangUpEvents.setAutoRead(ctx.channel(), false);
      }
    } else if (there > MOST_HELD) {
      if (state == State.HOLDING) {
        HangUpEvents.setAutoRead(ctx.channel(), false);
      } else {
        violations.tooManyBytes();
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
      violations.holds(bytes);
    }
  }
}
