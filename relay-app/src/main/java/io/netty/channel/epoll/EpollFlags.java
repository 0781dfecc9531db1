package io.netty.channel.epoll;

import java.io.IOException;

/** Events and modes that a channel is registered with at epoll. Call on the channel's loop. */
public final class EpollFlags {
  private EpollFlags() {}

  /**
   * Adds or removes a flag, such as {@link Native#EPOLLET}.
   *
   * @param on true to add it
   */
  public static void change(EpollSocketChannel channel, int flag, boolean on) throws IOException {
    if (on) {
      channel.setFlag(flag);
    } else {
      channel.clearFlag(flag);
    }
  }
}
