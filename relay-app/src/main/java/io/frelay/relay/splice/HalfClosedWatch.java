package io.frelay.relay.splice;

import io.frelay.relay.connection.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a connection whose input has ended is dead altogether. Once a FIN has come, the
 * kernel reports a later reset, or keep-alive's verdict, as one more end of input, which nobody
 * reads any more; only the state of the TCP connection tells.
 *
 * <p>Without epoll there is no such state to ask for, and a half-closed session of two silent
 * parties lasts until the idle timeout, if there is one.
 */
final class HalfClosedWatch {
  private static final long PERIOD_SECONDS = 5;

  /** TCP_CLOSE of the kernel's {@code tcp_states.h}. */
  private static final int TCP_CLOSE = 7;

  private final Session session;
  private final EpollSocketChannel channel;

  private HalfClosedWatch(Session session, EpollSocketChannel channel) {
    this.session = session;
    this.channel = channel;
  }

  /** Looks from now on until the channel is closed; on the channel's loop. */
  static void start(Session session, Channel channel) {
    if (channel instanceof EpollSocketChannel epoll) {
      new HalfClosedWatch(session, epoll).schedule();
    }
  }

  private void schedule() {
    channel.eventLoop().schedule(this::look, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    if (!channel.isOpen()) {
      return;
    }
    if (channel.tcpInfo().state() == TCP_CLOSE) {
      session.end(CloseReason.RESET);
    } else {
      schedule();
    }
  }
}
