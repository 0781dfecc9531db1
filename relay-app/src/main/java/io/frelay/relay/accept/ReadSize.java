package io.frelay.relay.accept;

import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Size of a read, always the same. A size that adapts lets a party have large buffers made and then
 * put one byte into each.
 */
public final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {
  /** Until much is to be carried: a ClientHello, or a request, in one read. */
  private static final int SMALL = 4 * 1024;

  private static final int LARGE = 32 * 1024;

  private int size = SMALL;

  /** Reads more at a time from now on; on the channel's loop. */
  public static void enlarge(Channel channel) {
    RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
    if (allocator instanceof ReadSize reads) {
      reads.size = LARGE;
    }
  }

  @Override
  public MaxMessageHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return size;
      }
    };
  }
}
