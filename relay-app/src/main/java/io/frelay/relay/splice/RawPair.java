package io.frelay.relay.splice;

import io.frelay.relay.connection.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The two sockets of a session on their loop, to which all of it is confined. */
final class RawPair {
  private static final Logger LOG = Logger.getLogger(RawPair.class);

  private final Session session;
  private final SpliceLoop loop;
  private final End one;
  private final End other;
  private boolean closing;

  /** One of the two: its socket, what goes to it, and the channel that owns its descriptor. */
  private final class End {
    final EpollSocketChannel channel;
    final RawSocket socket;
    Flow incoming;

    /** Whether its connection has been told to close; until then it is not this pair's to close. */
    boolean leaving;

    boolean closed;

    End(EpollSocketChannel channel) {
      this.channel = channel;
      this.socket = new RawSocket(loop, RawPair.this, (Socket) channel.fd());
    }

    void close() {
      if (closed) {
        return;
      }
      closed = true;
      socket.unregister();
      try {
        incoming.release();
      } finally {
        channel.close();
      }
    }
  }

  /**
   * Of two channels that no loop of Netty's listens to any more.
   *
   * @param toOther counts what goes from {@code one} to {@code other}
   */
  RawPair(
      Session session,
      SpliceLoop loop,
      EpollSocketChannel one,
      EpollSocketChannel other,
      Direction toOther,
      Direction toOne) {
    this.session = session;
    this.loop = loop;
    this.one = new End(one);
    this.other = new End(other);
    this.other.incoming = new Flow(loop, this.one.socket, this.other.socket, toOther);
    this.one.incoming = new Flow(loop, this.other.socket, this.one.socket, toOne);
  }

  /** Lets the bytes flow; from any thread. */
  void start() {
    loop.execute(
        () -> {
          if (closing) {
            return;
          }
          try {
            one.socket.register();
            other.socket.register();
          } catch (IOException e) {
            fault(e);
          }
        });
  }

  /**
   * Closes the channel, one of the two, once what was received for it is on its way, or after
   * {@code limitNanos}; at 0 at once. No more is read of either. From any thread.
   */
  void close(Channel channel, long limitNanos) {
    loop.execute(() -> close(endOf(channel), limitNanos));
  }

  private void close(End end, long limitNanos) {
    closing = true;
    end.leaving = true;
    if (limitNanos > 0 && end.socket.isRegistered() && end.incoming.isHolding()) {
      end.channel
          .eventLoop()
          .schedule(() -> loop.execute(end::close), limitNanos, TimeUnit.NANOSECONDS);
    } else {
      end.close();
    }
  }

  void readable(RawSocket socket) {
    try {
      if (closing) {
        socket.wantInput(false);
        return;
      }
      (socket == one.socket ? other : one).incoming.readable();
      endIfThrough();
    } catch (IOException e) { // routine: a party's connection broke
      end(CloseReason.RESET);
    } catch (OutOfMemoryError e) {
      end(CloseReason.OVER_MEMORY_BUDGET);
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  void writable(RawSocket socket) {
    End receiver = endOf(socket);
    try {
      if (!closing) {
        receiver.incoming.writable();
        endIfThrough();
        return;
      }
      receiver.incoming.deliver();
      if (!receiver.incoming.isHolding()) {
        nothingMoreFor(receiver);
      }
    } catch (IOException e) {
      nothingMoreFor(receiver);
      end(CloseReason.RESET);
    } catch (RuntimeException e) {
      nothingMoreFor(receiver);
      fault(e);
    }
  }

  /**
   * A socket that is not being read was reset, or has ended in both directions.
   *
   * @param reset whether it was reset; else what came before its end is still to be read
   */
  void hungUp(RawSocket socket, boolean reset) {
    End end = endOf(socket);
    if (closing) {
      nothingMoreFor(end);
    } else if (reset || !end.incoming.hasEnded()) {
      socket.unregister();
      end(CloseReason.RESET);
    } else {
      socket.park();
    }
  }

  /** What is left for it, if anything, cannot be delivered. */
  private void nothingMoreFor(End end) {
    if (end.leaving) {
      end.close();
    } else {
      end.socket.unregister(); // it is told in a moment, and closed then
    }
  }

  private void endIfThrough() {
    if (one.incoming.hasEnded() && other.incoming.hasEnded()) {
      end(CloseReason.COMPLETED);
    }
  }

  private void fault(Throwable e) {
    LOG.error("a session ends for a fault of the relay", e);
    end(CloseReason.INTERNAL_ERROR);
  }

  /** Nothing is read any more from here on: after a reset the next read would look like an end. */
  private void end(CloseReason reason) {
    closing = true;
    session.end(reason);
  }

  private End endOf(RawSocket socket) {
    return socket == one.socket ? one : other;
  }

  private End endOf(Channel channel) {
    return channel == one.channel ? one : other;
  }
}
