package io.frelay.relay.accept;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollFlags;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import java.io.IOException;

/**
 * Makes an epoll channel report the end of its input in order, behind the last byte, and a hang-up
 * that nobody reads only once.
 *
 * <p>Netty asks epoll for EPOLLRDHUP besides, and once that comes reads everything the kernel has,
 * whether auto-read is on or not: a sender that ends while its reader is slow would put up to
 * {@code tcp_rmem} bytes of every session into the relay's memory. Without it the end is seen as a
 * read of 0, when reading gets there, and back-pressure holds to the last byte. It takes a
 * level-triggered channel, as Netty stops at a short read and would miss an end right behind it.
 *
 * <p>But what is level-triggered is reported for as long as it lasts, and EPOLLHUP (both directions
 * have ended) and EPOLLERR (a reset) whatever is asked for: a connection that is not being read, or
 * has nothing left to read, would keep its loop spinning. So it is edge-triggered in these times,
 * and therefore reading is switched here only.
 */
public final class HangUpEvents {
  private HangUpEvents() {}

  /** From now on the end of the input is seen when reading gets there; on the channel's loop. */
  static void ignore(EpollSocketChannel channel) {
    change(channel, Native.EPOLLRDHUP, false);
  }

  /** Switches reading on or off; on the channel's loop. */
  public static void setAutoRead(Channel channel, boolean on) {
    if (channel.config().isAutoRead() == on) {
      return;
    }
    if (!on) {
      channel.config().setAutoRead(false);
      reportOnce(channel);
      return;
    }
    if (channel instanceof EpollSocketChannel epoll && !epoll.isInputShutdown()) {
      change(epoll, Native.EPOLLET, false);
    }
    channel.config().setAutoRead(true);
  }

  /** The end of the input has been read; on the channel's loop. */
  public static void inputEnded(Channel channel) {
    reportOnce(channel);
  }

  private static void reportOnce(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll) {
      change(epoll, Native.EPOLLET, true);
    }
  }

  private static void change(EpollSocketChannel channel, int flag, boolean on) {
    try {
      EpollFlags.change(channel, flag, on);
    } catch (IOException e) {
      channel.close(); // its file descriptor is not usable
    }
  }
}
