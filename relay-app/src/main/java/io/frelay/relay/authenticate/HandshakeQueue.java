package io.frelay.relay.authenticate;

import io.frelay.relay.authenticate.FairTurns.Line;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.Connection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Queue of connections whose next handshake flight has come, one for each event loop. Turns go by
 * address and are measured in the time that the handshakes of an address take ({@link FairTurns}):
 * whoever sends many, or costly ones, delays nobody but itself. A few milliseconds of it are done
 * whenever the loop has seen to all that it could read, so that sessions go on; of these,
 * handshakes that have begun get the larger part, so that they come to their ends before more are
 * begun: when thousands of parties come at once, work is not spent on handshakes that all end too
 * late. For any number of loops.
 */
final class HandshakeQueue {
  /** Time for handshakes that have begun before the loop reads again; with EC keys some ten. */
  private static final long BEGUN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /** The same for those that begin. */
  private static final long NEW_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final LongSupplier nanoTime;
  private final FastThreadLocal<Turns> turns =
      new FastThreadLocal<>() {
        @Override
        protected Turns initialValue() {
          return new Turns();
        }
      };

  HandshakeQueue() {
    this(System::nanoTime);
  }

  /**
   * One with a clock of its own.
   *
   * @param nanoTime as of {@link System#nanoTime}
   */
  HandshakeQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * One connection's place in the queue, which it has as long as it lives; on its loop.
   *
   * @param block the address block that its time is charged to
   */
  Place place(Connection connection, AddressBlock block) {
    return new Place(turns.get(), connection, block);
  }

  /** Confined to its connection's loop. */
  static final class Place {
    private final Turns turns;
    private final AddressBlock block;
    private final EventLoop loop;
    private Line line;
    private Runnable step;

    private Place(Turns turns, Connection connection, AddressBlock block) {
      this.turns = turns;
      this.block = block;
      this.loop = connection.loop();
      connection.onClose(reason -> turns.leave(this));
    }

    /** Runs {@code step} when it is this connection's turn, unless it has ended by then. */
    void await(Line line, Runnable step) {
      this.line = line;
      this.step = step;
      turns.await(this);
    }
  }

  /** Those of one loop. */
  private final class Turns {
    private final FairTurns<AddressBlock, Place> waiting = new FairTurns<>();
    private boolean isCalled;

    void await(Place place) {
      waiting.add(place.block, place.line, place);
      call(place.loop);
    }

    void leave(Place place) {
      if (place.line != null) {
        waiting.remove(place.block, place.line, place);
      }
    }

    private void call(EventLoop loop) {
      if (!isCalled && !(waiting.isEmpty(Line.BEGUN) && waiting.isEmpty(Line.NEW))) {
        isCalled = true;
        // Scheduled, since what is merely executed may run before the loop reads again.
        loop.schedule(() -> advance(loop), 0, TimeUnit.NANOSECONDS);
      }
    }

    private void advance(EventLoop loop) {
      isCalled = false;
      try {
        serve(Line.BEGUN, BEGUN_NANOS);
        serve(Line.NEW, NEW_NANOS);
      } finally {
        call(loop);
      }
    }

    private void serve(Line line, long nanos) {
      long since = nanoTime.getAsLong();
      while (!waiting.isEmpty(line) && nanoTime.getAsLong() - since < nanos) {
        take(waiting.next(line));
      }
    }

    private void take(Place place) {
      long since = nanoTime.getAsLong();
      try {
        Runnable step = place.step;
        place.step = null; // the place lives as long as the connection, for days perhaps
        place.line = null; // and is on another loop later, where it must not be taken out of this
        step.run();
      } finally {
        waiting.charge(place.block, nanoTime.getAsLong() - since);
      }
    }
  }
}
