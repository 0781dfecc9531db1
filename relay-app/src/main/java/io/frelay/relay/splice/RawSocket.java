package io.frelay.relay.splice;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** One end of a session on its {@link SpliceLoop}, to which it is confined. */
final class RawSocket {
  /** EPOLLHUP of the kernel's {@code eventpoll.h}: nothing can be read or written any more. */
  private static final int EPOLLHUP = 0x10;

  private static final int BROKEN = Native.EPOLLERR | EPOLLHUP;

  private final SpliceLoop loop;
  private final RawPair pair;
  private final Socket socket;
  private int interest;
  private boolean registered;

  RawSocket(SpliceLoop loop, RawPair pair, Socket socket) {
    this.loop = loop;
    this.pair = pair;
    this.socket = socket;
  }

  int fd() {
    return socket.intValue();
  }

  Socket socket() {
    return socket;
  }

  boolean isRegistered() {
    return registered;
  }

  void register() throws IOException {
    interest = Native.EPOLLIN;
    loop.add(this, interest);
    registered = true;
  }

  /** From now on nothing is reported of it; its descriptor may be closed. */
  void unregister() {
    if (registered) {
      registered = false;
      loop.remove(this);
    }
  }

  void wantInput(boolean wanted) throws IOException {
    want(Native.EPOLLIN, wanted);
  }

  void wantOutput(boolean wanted) throws IOException {
    want(Native.EPOLLOUT, wanted);
  }

  private void want(int event, boolean wanted) throws IOException {
    int now = wanted ? interest | event : interest & ~event;
    if (now != interest && registered) {
      interest = now;
      loop.change(this, now);
    }
  }

  void ready(int events) {
    boolean broken = (events & BROKEN) != 0;
    if (broken && (interest & Native.EPOLLIN) == 0) {
      // Nobody reads it now, so nobody would find out, and it would be reported for ever.
      pair.broken(this);
      return;
    }
    if (broken || (events & Native.EPOLLIN) != 0) {
      pair.readable(this);
    }
    if (registered && (events & Native.EPOLLOUT) != 0) {
      pair.writable(this);
    }
  }
}
