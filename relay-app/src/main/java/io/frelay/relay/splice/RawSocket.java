package io.frelay.relay.splice;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** One end of a session on its {@link SpliceLoop}, to which it is confined. */
final class RawSocket {
  /**
   * EPOLLHUP of the kernel's {@code eventpoll.h}: both directions have ended, though bytes that
   * came before may still be unread. Reported whatever is asked for.
   */
  private static final int EPOLLHUP = 0x10;

  private final SpliceLoop loop;
  private final SplicedSession session;
  private final Socket socket;
  private int interest;
  private boolean registered;

  /** Not waited for by epoll until there is something new to ask for. */
  private boolean parked;

  RawSocket(SpliceLoop loop, SplicedSession session, Socket socket) {
    this.loop = loop;
    this.session = session;
    this.socket = socket;
  }

  int fd() {
    return socket.intValue();
  }

  Socket socket() {
    return socket;
  }

  /** Tells the party that nothing more comes. */
  void endOutput() throws IOException {
    try {
      socket.shutdown(false, true);
    } catch (NotYetConnectedException e) { // ENOTCONN: it was reset, which is yet to be read
      throw new IOException(e);
    }
  }

  boolean isRegistered() {
    return registered;
  }

  /** Has the loop wait for what is wanted by now. */
  void register() throws IOException {
    loop.add(this, interest);
    registered = true;
  }

  /** From now on nothing is reported of it; its descriptor may be closed. */
  void unregister() {
    if (registered) {
      registered = false;
      if (!parked) {
        loop.remove(this);
      }
    }
  }

  /** From now on nothing is reported of it until something more is wanted. */
  void park() {
    if (registered && !parked) {
      parked = true;
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
    if (now == interest) {
      return;
    }
    interest = now;
    if (!registered) {
      return;
    }
    if (!parked) {
      loop.change(this, now);
    } else if (wanted) {
      loop.add(this, now);
      parked = false;
    }
  }

  void ready(int events) {
    boolean reset = (events & Native.EPOLLERR) != 0;
    boolean hungUp = (events & EPOLLHUP) != 0;
    if ((reset || hungUp) && (interest & Native.EPOLLIN) == 0) {
      // Nobody reads it now, so nobody would find out, and it would be reported for ever.
      session.hungUp(this, reset);
      return;
    }
    if (reset || hungUp || (events & Native.EPOLLIN) != 0) {
      session.readable(this);
    }
    if (registered && (events & Native.EPOLLOUT) != 0) {
      session.writable(this);
    }
  }
}
