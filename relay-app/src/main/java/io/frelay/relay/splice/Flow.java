package io.frelay.relay.splice;

import io.frelay.relay.session.Leg;
import io.frelay.relay.session.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.util.Set;

/**
 * One direction of a session on its loop; the package page draws its states. Bytes are copied
 * through the loop's buffer, or, where much flows, moved by the kernel through a pipe without being
 * copied (splice(2)). What the receiver does not take at once is kept, and until it is gone nothing
 * more is read.
 */
final class Flow {
  /** Bytes of a read that say that more comes than copying should carry. */
  private static final int MUCH = 128 * 1024;

  /** Bytes below which a splice is no better than a copy. */
  private static final int LITTLE = 32 * 1024;

  /** So many small splices in a row, and copying is tried again. */
  private static final int MAX_SMALL = 16;

  /** EPERM, EACCES, EINVAL and ENOSYS, as Netty has them: what sandboxes refuse a call with. */
  private static final Set<Integer> REFUSALS = Set.of(-1, -13, -22, -38);

  private enum State {
    /** Nothing is read yet. */
    HELD,
    /** Late records of the outer TLS are dropped. */
    FILTERING,
    COPYING,
    SPLICING,
    /** The input has ended; the receiver has not taken all. */
    INPUT_ENDED,
    /** The end was passed on. */
    ENDED
  }

  private final SpliceLoop loop;
  private final RawSocket from;
  private final RawSocket to;
  private final Leg leg;
  private final Traffic traffic;
  private State state = State.HELD;

  /** Bytes that came before the flow was opened; later those that the receiver has not taken. */
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  private Pipe pipe;
  private int inPipe;
  private int smallOnes;

  /**
   * A direction that is held.
   *
   * @param leg the sender
   */
  Flow(SpliceLoop loop, RawSocket from, RawSocket to, Leg leg) {
    this.loop = loop;
    this.from = from;
    this.to = to;
    this.leg = leg;
    this.traffic = leg.traffic();
  }

  /** Takes what came before its time; before it is opened. */
  void keep(ByteBuf early) {
    replaceKept(early);
  }

  /** Begins with what is kept. */
  void open() throws IOException {
    if (state != State.HELD) {
      return;
    }
    state = State.FILTERING;
    ByteBuf early = kept;
    traffic.hold(-kept.capacity());
    kept = Unpooled.EMPTY_BUFFER;
    filter(early);
    settle();
  }

  /** Returns whether there are bytes that the receiver has not taken. */
  boolean isHolding() {
    return state != State.HELD && (kept.isReadable() || inPipe > 0);
  }

  /** Returns whether the end of the input was passed on. */
  boolean hasEnded() {
    return state == State.ENDED;
  }

  /** Returns whether more late records of the outer TLS came than any TLS library sends. */
  boolean hasTooManyLateRecords() {
    return leg.late().isExceeded();
  }

  /** There is something to read, or the end. */
  void readable() throws IOException {
    if (isHolding()) {
      return;
    }
    switch (state) {
      case FILTERING, COPYING -> copy();
      case SPLICING -> {
        if (!splice()) {
          copy();
        }
      }
      case HELD, INPUT_ENDED, ENDED -> {}
    }
    settle();
  }

  /** The receiver takes more. */
  void writable() throws IOException {
    deliver();
    settle();
  }

  /** Gives the receiver what is kept, as much as it takes. */
  void deliver() throws IOException {
    if (kept.isReadable()) {
      kept.skipBytes(send(kept));
      if (!kept.isReadable()) {
        replaceKept(Unpooled.EMPTY_BUFFER);
      }
    }
    if (inPipe > 0) {
      emptyPipe();
    }
  }

  /** Forgets what could not be delivered. */
  void release() {
    replaceKept(Unpooled.EMPTY_BUFFER);
    leg.forget();
    if (pipe != null) {
      pipe.close(); // not reused: there are bytes of this session in it
      loop.pipes().closed();
      pipe = null;
      inPipe = 0;
    }
  }

  /** Asks for the events that the present state waits for. */
  private void settle() throws IOException {
    boolean holding = isHolding();
    if (state == State.INPUT_ENDED && !holding) {
      state = State.ENDED;
      to.endOutput();
    }
    boolean reads = state != State.HELD && state.compareTo(State.INPUT_ENDED) < 0;
    from.wantInput(reads && !holding);
    to.wantOutput(holding);
  }

  private void copy() throws IOException {
    int length =
        from.socket().recvAddress(loop.bufferAddress(), 0, SpliceLoop.mostToRead(traffic.room()));
    if (length < 0) {
      pass(leg.filterEnd());
      state = State.INPUT_ENDED;
    }
    if (length <= 0) {
      return;
    }
    ByteBuf bytes = loop.read(length);
    if (state == State.FILTERING) {
      filter(bytes);
    } else {
      pass(bytes);
      if (length >= MUCH) {
        state = State.SPLICING;
        smallOnes = 0;
      }
    }
  }

  private void filter(ByteBuf bytes) throws IOException {
    ByteBuf raw = leg.filter(bytes);
    if (leg.late().isPassing()) {
      state = State.COPYING;
    }
    pass(raw);
  }

  /** Sends bytes, and keeps what the receiver does not take. */
  private void pass(ByteBuf bytes) throws IOException {
    try {
      if (bytes.isReadable()) {
        traffic.count(bytes.readableBytes());
        bytes.skipBytes(send(bytes));
      }
      if (bytes.isReadable()) {
        replaceKept(
            PooledByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes()).writeBytes(bytes));
      }
    } finally {
      bytes.release();
    }
  }

  private int send(ByteBuf bytes) throws IOException {
    return to.socket().sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
  }

  /** Moves once; false if it is to be copied instead, be it for want of bytes or of a pipe. */
  private boolean splice() throws IOException {
    pipe = loop.pipes().take();
    if (pipe == null) {
      return false;
    }
    try {
      inPipe = Native.splice(from.fd(), -1, pipe.input(), -1, Pipe.CAPACITY);
    } catch (NativeIoException e) {
      givePipeBack();
      if (!REFUSALS.contains(e.expectedErr())) {
        throw e;
      }
      loop.pipes().giveUp(e.getMessage());
      return false;
    }
    if (inPipe == 0) { // nothing there, or the end: a read tells which
      givePipeBack();
      return false;
    }
    traffic.count(inPipe);
    smallOnes = inPipe < LITTLE ? smallOnes + 1 : 0;
    state = smallOnes < MAX_SMALL ? State.SPLICING : State.COPYING;
    emptyPipe();
    return true;
  }

  private void emptyPipe() throws IOException {
    while (inPipe > 0) {
      int sent = Native.splice(pipe.output(), -1, to.fd(), -1, inPipe);
      if (sent == 0) {
        return;
      }
      inPipe -= sent;
    }
    givePipeBack();
  }

  private void givePipeBack() {
    loop.pipes().give(pipe);
    pipe = null;
  }

  private void replaceKept(ByteBuf bytes) {
    traffic.hold(bytes.capacity() - kept.capacity());
    kept.release();
    kept = bytes;
  }
}
