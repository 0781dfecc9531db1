package io.frelay.relay.splice;

import io.frelay.relay.accept.HeldBytes;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.session.Carrier;
import io.frelay.relay.session.Leg;
import io.frelay.relay.session.RelaySession;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A session on its {@link SpliceLoop}, to which all of it is confined but what says otherwise. Its
 * channels stay the owners of their descriptors and of all that hangs on a connection's end; so
 * that no descriptor is closed while the loop waits for it, an end is released here first.
 */
final class SplicedSession implements Carrier.Carried {
  private static final Logger LOG = Logger.getLogger(SplicedSession.class);

  private final RelaySession session;
  private final SpliceLoop loop;
  private final End waiter;
  private final End second;

  private Phase phase;

  private enum Phase {
    /** The channels are on their way, and nothing of the waiter is to be carried at first. */
    COMING_HELD,
    COMING,
    CARRYING,
    /** Nothing is read any more; what has come is still delivered. */
    ENDING
  }

  private final class End {
    final EpollSocketChannel channel;
    final RawSocket socket;
    Flow incoming;
    volatile EndState state = EndState.OPEN;

    End(Leg leg) {
      this.channel = (EpollSocketChannel) leg.connection().channel();
      this.socket = new RawSocket(loop, SplicedSession.this, (Socket) channel.fd());
    }

    /** From here on the channel may be closed by its event loop. */
    void release() {
      boolean toClose = state == EndState.LEAVING;
      if (state != EndState.RELEASED) {
        socket.unregister();
        incoming.release();
        state = EndState.RELEASED;
      }
      if (toClose) {
        channel.close();
      }
    }
  }

  private enum EndState {
    OPEN,
    /** Its connection has ended; what has come for it is being delivered. */
    LEAVING,
    /** The loop knows it no more. */
    RELEASED
  }

  SplicedSession(RelaySession session, SpliceLoop loop, boolean holdWaiter) {
    this.session = session;
    this.phase = holdWaiter ? Phase.COMING_HELD : Phase.COMING;
    this.loop = loop;
    this.waiter = new End(session.waiter());
    this.second = new End(session.second());
    this.second.incoming = flow(session.waiter(), waiter, second);
    this.waiter.incoming = flow(session.second(), second, waiter);
  }

  private Flow flow(Leg leg, End from, End to) {
    return new Flow(loop, from.socket, to.socket, leg);
  }

  /**
   * Takes both channels from their event loop, on which it is called, and carries from then on. How
   * the connections are closed is settled first, as they may be while this goes on.
   */
  void begin() {
    long lingerNanos = session.linger().toNanos();
    gracefulClose(session.waiter(), waiter, lingerNanos);
    gracefulClose(session.second(), second, lingerNanos);
    Future<Void> waiterLeft = session.waiter().connection().leaveLoop();
    session
        .second()
        .connection()
        .leaveLoop()
        .addListener(left -> waiterLeft.addListener(both -> hand()));
  }

  private void gracefulClose(Leg leg, End end, long lingerNanos) {
    leg.connection()
        .setGracefulClose(
            reason -> close(end, reason == CloseReason.OVER_MEMORY_BUDGET ? 0 : lingerNanos));
  }

  /** On the event loop, which knows neither channel any more. */
  private void hand() {
    HeldBytes ofWaiter = session.waiter().takeHeld();
    HeldBytes ofSecond = session.second().takeHeld();
    loop.execute(
        () -> {
          second.incoming.keep(ofWaiter.bytes());
          waiter.incoming.keep(ofSecond.bytes());
          start();
        });
  }

  private void start() {
    if (phase == Phase.ENDING) {
      waiter.incoming.release();
      second.incoming.release();
      return;
    }
    boolean waiterIsHeld = phase == Phase.COMING_HELD;
    phase = Phase.CARRYING;
    carry(
        () -> {
          waiter.incoming.open();
          if (!waiterIsHeld) {
            second.incoming.open();
          }
          waiter.socket.register();
          second.socket.register();
        });
  }

  @Override
  public void openWaiter() {
    loop.execute(
        () -> {
          if (phase == Phase.CARRYING) {
            carry(second.incoming::open);
          } else if (phase == Phase.COMING_HELD) {
            phase = Phase.COMING;
          }
        });
  }

  void readable(RawSocket socket) {
    if (phase == Phase.CARRYING) {
      carry((socket == waiter.socket ? second : waiter).incoming::readable);
    } else {
      carry(() -> socket.wantInput(false));
    }
  }

  void writable(RawSocket socket) {
    End receiver = endOf(socket);
    if (phase == Phase.CARRYING) {
      carry(receiver.incoming::writable);
      return;
    }
    try {
      receiver.incoming.deliver();
      if (!receiver.incoming.isHolding()) {
        receiver.release();
      }
    } catch (IOException e) { // it takes no more
      receiver.release();
    }
  }

  /**
   * A socket that is not being read was reset, or has ended in both directions.
   *
   * @param reset true if it was reset; else bytes before its end are still to be read
   */
  void hungUp(RawSocket socket, boolean reset) {
    End end = endOf(socket);
    if (phase != Phase.CARRYING) {
      end.release(); // what is left for it cannot be delivered
    } else if (reset || !end.incoming.hasEnded()) {
      end.release();
      end(CloseReason.RESET);
    } else {
      socket.park();
    }
  }

  /** One step of carrying. */
  private interface Step {
    void run() throws IOException;
  }

  private void carry(Step step) {
    try {
      step.run();
      if (waiter.incoming.hasTooManyLateRecords() || second.incoming.hasTooManyLateRecords()) {
        end(CloseReason.LATE_OUTER_TLS);
      } else if (waiter.incoming.hasEnded() && second.incoming.hasEnded()) {
        end(CloseReason.COMPLETED);
      }
    } catch (IOException e) { // routine: a party's connection broke
      end(CloseReason.RESET);
    } catch (OutOfMemoryError e) {
      end(CloseReason.OVER_MEMORY_BUDGET);
    } catch (RuntimeException e) {
      LOG.error("a session ends for a fault of the relay", e);
      end(CloseReason.INTERNAL_ERROR);
    }
  }

  /** Nothing is read any more from here on: after a reset the next read would look like an end. */
  private void end(CloseReason reason) {
    phase = Phase.ENDING;
    releaseIfIdle(waiter);
    releaseIfIdle(second);
    session.end(reason);
  }

  private static void releaseIfIdle(End end) {
    if (!end.incoming.isHolding()) {
      end.release();
    }
  }

  /** On the event loop: the connection has ended, of itself or with the session. */
  private void close(End end, long limitNanos) {
    if (end.state == EndState.RELEASED) {
      end.channel.close();
    } else {
      loop.execute(() -> leave(end, limitNanos));
    }
  }

  private void leave(End end, long limitNanos) {
    phase = Phase.ENDING;
    if (end.state == EndState.RELEASED) {
      end.channel.close();
      return;
    }
    end.state = EndState.LEAVING;
    if (limitNanos > 0 && end.socket.isRegistered() && end.incoming.isHolding()) {
      end.channel
          .eventLoop()
          .schedule(() -> loop.execute(end::release), limitNanos, TimeUnit.NANOSECONDS);
    } else {
      end.release();
    }
  }

  private End endOf(RawSocket socket) {
    return socket == waiter.socket ? waiter : second;
  }
}
