package io.frelay.relay.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.util.Set;

/**
 * One direction of a session on its loop. Bytes are copied through the loop's buffer, or, where
 * much flows, moved by the kernel through a pipe without being copied (splice(2)). What the
 * receiver does not take at once is kept, and until it is gone nothing more is read.
 */
final class Flow {
  /** A read of this much says that more comes than copying should carry. */
  private static final int MUCH = 128 * 1024;

  /** A splice of less than this is no better than a copy. */
  private static final int LITTLE = 32 * 1024;

  /** So many small splices in a row, and copying is tried again. */
  private static final int MOST_SMALL = 16;

  /** EPERM, EACCES, EINVAL and ENOSYS, as Netty has them: what sandboxes refuse a call with. */
  private static final Set<Integer> REFUSALS = Set.of(-1, -13, -22, -38);

  private final SpliceLoop loop;
  private final RawSocket from;
  private final RawSocket to;
  private final Direction direction;
  private ByteBuf copied;
  private Pipe pipe;
  private int inPipe;
  private boolean splicing;
  private int smallOnes;
  private boolean inputEnded;
  private boolean ended;

  Flow(SpliceLoop loop, RawSocket from, RawSocket to, Direction direction) {
    this.loop = loop;
    this.from = from;
    this.to = to;
    this.direction = direction;
  }

  /** Whether there are bytes that the receiver has not taken. */
  boolean isHolding() {
    return copied != null || inPipe > 0;
  }

  /** Whether the end of the input was passed on. */
  boolean hasEnded() {
    return ended;
  }

  /** There is something to read, or the end. */
  void readable() throws IOException {
    if (inputEnded || isHolding()) {
      return;
    }
    if (!splicing || !splice()) {
      copy();
    }
    settle();
  }

  /** The receiver takes more. */
  void writable() throws IOException {
    deliver();
    settle();
  }

  /** Gives the receiver what is held, as much as it takes. */
  void deliver() throws IOException {
    if (copied != null) {
      int sent =
          to.socket()
              .sendAddress(copied.memoryAddress(), copied.readerIndex(), copied.writerIndex());
      copied.skipBytes(sent);
      if (!copied.isReadable()) {
        letGo();
      }
    }
    if (inPipe > 0) {
      emptyPipe();
    }
  }

  /** Forgets what could not be delivered. */
  void release() {
    if (copied != null) {
      letGo();
    }
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
    if (inputEnded && !holding && !ended) {
      ended = true;
      to.endOutput();
    }
    from.wantInput(!holding && !inputEnded);
    to.wantOutput(holding);
  }

  private void copy() throws IOException {
    int length =
        from.socket().recvAddress(loop.bufferAddress(), 0, SpliceLoop.mostToRead(direction.room()));
    if (length < 0) {
      inputEnded = true;
    }
    if (length <= 0) {
      return;
    }
    direction.count(length);
    int sent = to.socket().sendAddress(loop.bufferAddress(), 0, length);
    if (sent < length) {
      hold(length - sent);
      copied.writeBytes(loop.buffer().duplicate().position(sent).limit(length));
    }
    if (length >= MUCH) {
      splicing = true;
      smallOnes = 0;
    }
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
    direction.count(inPipe);
    smallOnes = inPipe < LITTLE ? smallOnes + 1 : 0;
    splicing = smallOnes < MOST_SMALL;
    emptyPipe();
    return true;
  }

  private void hold(int bytes) {
    copied = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
    direction.hold(copied.capacity());
  }

  private void letGo() {
    direction.hold(-copied.capacity());
    copied.release();
    copied = null;
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
}
