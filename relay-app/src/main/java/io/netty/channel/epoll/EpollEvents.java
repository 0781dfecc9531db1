package io.netty.channel.epoll;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** Waits on an epoll descriptor of our own, by Netty's native library. Used by one thread. */
public final class EpollEvents {
  private final EpollEventArray array;

  /**
   * Allocates room for events.
   *
   * @param most number of events of one wait
   */
  public EpollEvents(int most) {
    array = new EpollEventArray(most);
  }

  /** Waits without limit; returns the number of events. */
  public int await(FileDescriptor epoll) throws IOException {
    return Native.epollWait(epoll, array, false);
  }

  /** File descriptor of the event at an index. */
  public int fd(int index) {
    return array.fd(index);
  }

  /** Events of the descriptor at an index, as epoll_event(3) has them. */
  public int events(int index) {
    return array.events(index);
  }
}
