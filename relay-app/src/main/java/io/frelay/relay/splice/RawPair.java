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
      incoming.release();
      channel.close();
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
   * {@code limitNanos}. No more is read of either. From any thread.
   */
  void close(Channel channel, long limitNanos) {
    loop.execute(() -> close(endOf(channel), limitNanos));
  }

  private void close(End end, long limitNanos) {
    closing = true;
    if (end.socket.isRegistered() && end.incoming.isHolding()) {
      try {
        end.socket.wantInput(false);
        end.channel
            .eventLoop()
            .schedule(() -> loop.execute(end::close), limitNanos, TimeUnit.NANOSECONDS);
        return;
      } catch (IOException e) {
        LOG.debug("closed without its last bytes", e);
      }
    }
    end.close();
  }

  void readable(RawSocket socket) {
    End receiver = socket == one.socket ? other : one;
    if (closing) {
      return;
    }
    try {
      receiver.incoming.readable();
      afterwards();
    } catch (IOException e) { // routine: a party's connection broke
      session.end(CloseReason.RESET);
    } catch (RuntimeException | OutOfMemoryError e) {
      fault(e);
    }
  }

  void writable(RawSocket socket) {
    End receiver = endOf(socket);
    try {
      if (!closing) {
        receiver.incoming.writable();
        afterwards();
        return;
      }
      receiver.incoming.deliver();
      if (!receiver.incoming.isHolding()) {
        receiver.close();
      }
    } catch (IOException e) {
      session.end(CloseReason.RESET);
      receiver.close();
    } catch (RuntimeException | OutOfMemoryError e) {
      fault(e);
    }
  }

  /** A socket has been reset, or is through in both directions. */
  void broken(RawSocket socket) {
    End end = endOf(socket);
    if (closing) {
      end.close();
      return;
    }
    // Not reported again; what was received before is still on its way to the other.
    socket.unregister();
    boolean through = end.incoming.hasEnded();
    if (!through || !endedInput(end)) {
      session.end(CloseReason.RESET);
    }
  }

  private boolean endedInput(End end) {
    return (end == one ? other : one).incoming.hasInputEnded();
  }

  private void fault(Throwable e) {
    LOG.error("a session ends for a fault of the relay", e);
    session.end(CloseReason.INTERNAL_ERROR);
  }

  private void afterwards() {
    if (one.incoming.hasEnded() && other.incoming.hasEnded()) {
      session.end(CloseReason.COMPLETED);
    }
  }

  private End endOf(RawSocket socket) {
    return socket == one.socket ? one : other;
  }

  private End endOf(Channel channel) {
    return channel == one.channel ? one : other;
  }
}
