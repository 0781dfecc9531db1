package io.frelay.relay.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** Buffers that are kept for a while. */
public final class Buffers {
  /** A buffer may be so many times as large as what is in it. */
  private static final int SPARE = 2;

  /** Bytes that are not worth a copy. */
  private static final int LITTLE = 512;

  private Buffers() {}

  /**
   * The same bytes in a buffer that is not much larger than they are: one byte must not keep the
   * thousands that a read had room for.
   *
   * @param bytes is released if another buffer is returned
   */
  public static ByteBuf fit(ByteBufAllocator allocator, ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length > 0 && bytes.capacity() <= Math.max(LITTLE, SPARE * length)) {
      return bytes;
    }
    if (length == 0) {
      bytes.release();
      return Unpooled.EMPTY_BUFFER;
    }
    ByteBuf fitting;
    try {
      fitting = allocator.directBuffer(length, length);
    } catch (OutOfMemoryError e) {
      return bytes; // as large as it is: this saves memory, and must not fail for want of it
    }
    fitting.writeBytes(bytes);
    bytes.release();
    return fitting;
  }
}
