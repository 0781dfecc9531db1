package io.frelay.relay.session;

import io.frelay.relay.accept.BufferedRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Drops the records of a party's outer TLS that come after its end, in front of the raw bytes. From
 * the first byte on that cannot be the outer TLS's all passes. Knows no network; not safe for
 * threads.
 *
 * <pre>
 *   DROPPING -- a byte of something else, or the end of the input --> PASSING
 *   DROPPING -- more late records than any TLS library sends --> EXCEEDED
 * </pre>
 */
public final class LateRecordFilter {
  /** Bytes that the outer TLS of an honest party has left to say after the switch. */
  private static final int MAX_DROPPED = 64 * 1024;

  private enum State {
    DROPPING,
    PASSING,
    EXCEEDED
  }

  private State state = State.DROPPING;

  /** The beginning of what may be a late record. */
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  private int droppedBytes;
  private int untoldRecords;

  /** A filter that drops nothing: of a party whose first raw bytes may look like late records. */
  public static LateRecordFilter none() {
    LateRecordFilter filter = new LateRecordFilter();
    filter.state = State.PASSING;
    return filter;
  }

  /**
   * Takes bytes that have come.
   *
   * @param more is released, or returned
   * @return the bytes that pass, perhaps none; the caller releases them
   */
  public ByteBuf feed(ByteBuf more) {
    if (state == State.PASSING) {
      return more;
    }
    ByteBuf bytes = kept.isReadable() ? joined(more) : more;
    while (state == State.DROPPING && bytes.isReadable() && dropOne(bytes)) {
      // and the next
    }
    if (state == State.PASSING) {
      kept = Unpooled.EMPTY_BUFFER;
      return bytes;
    }
    keep(bytes);
    return Unpooled.EMPTY_BUFFER;
  }

  /**
   * The input has ended: of what may have been a late record the rest can no longer come.
   *
   * @return the bytes that pass, perhaps none; the caller releases them
   */
  public ByteBuf end() {
    if (state == State.EXCEEDED) {
      return Unpooled.EMPTY_BUFFER;
    }
    state = State.PASSING;
    ByteBuf rest = kept;
    kept = Unpooled.EMPTY_BUFFER;
    return rest;
  }

  /** Returns whether there is nothing more to drop. */
  public boolean isPassing() {
    return state == State.PASSING;
  }

  /** Returns whether more late records came than any TLS library sends. */
  public boolean isExceeded() {
    return state == State.EXCEEDED;
  }

  /** Bytes of memory that the filter keeps. */
  public int keptBytes() {
    return kept.capacity();
  }

  /** Late records that were dropped since this was asked last. */
  public int takeDropped() {
    int records = untoldRecords;
    untoldRecords = 0;
    return records;
  }

  /** Forgets what it keeps. */
  public void release() {
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
  }

  /** Drops a whole late record; returns false if there is none, and the state says why. */
  private boolean dropOne(ByteBuf bytes) {
    if (!BufferedRecord.mayBeOuterTls(bytes)) {
      state = State.PASSING;
      return false;
    }
    int size = BufferedRecord.wholeSize(bytes);
    if (size == 0) {
      return false;
    }
    bytes.skipBytes(size);
    untoldRecords++;
    droppedBytes += size;
    if (droppedBytes > MAX_DROPPED) {
      state = State.EXCEEDED;
    }
    return true;
  }

  private ByteBuf joined(ByteBuf more) {
    ByteBuf all =
        PooledByteBufAllocator.DEFAULT
            .directBuffer(kept.readableBytes() + more.readableBytes())
            .writeBytes(kept)
            .writeBytes(more);
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
    more.release();
    return all;
  }

  /** A copy, no larger than it must be; the bytes may be in somebody's buffer. */
  private void keep(ByteBuf bytes) {
    kept =
        state == State.EXCEEDED || !bytes.isReadable()
            ? Unpooled.EMPTY_BUFFER
            : PooledByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes()).writeBytes(bytes);
    bytes.release();
  }
}
