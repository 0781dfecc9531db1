package io.frelay.relay.authenticate;

import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Where connections wait whose ClientHello has come, on each event loop in the order of its coming.
 * A few handshakes begin whenever the loop has seen to all that it could read. So those that have
 * begun come to their ends, and sessions go on, before more is begun: when thousands of parties
 * come at once, work is not spent on handshakes that all end too late. For any number of loops.
 */
final class HandshakeQueue {
  /** Two or three milliseconds of work with EC keys. */
  private static final int AT_ONCE = 8;

  private final FastThreadLocal<Line> lines =
      new FastThreadLocal<>() {
        @Override
        protected Line initialValue() {
          return new Line();
        }
      };

  /**
   * Runs {@code begin} when it is this connection's turn, unless it has ended by then; on the
   * connection's loop.
   */
  void add(Connection connection, Runnable begin) {
    lines.get().add(connection, begin);
  }

  private record Waiter(Connection connection, Runnable begin) {}

  private static final class Line {
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private boolean isCalled;

    void add(Connection connection, Runnable begin) {
      waiting.add(new Waiter(connection, begin));
      call(connection.loop());
    }

    private void call(EventLoop loop) {
      if (!isCalled && !waiting.isEmpty()) {
        isCalled = true;
        // Scheduled, since what is merely executed may run before the loop reads again.
        loop.schedule(() -> advance(loop), 0, TimeUnit.NANOSECONDS);
      }
    }

    private void advance(EventLoop loop) {
      isCalled = false;
      try {
        for (int begun = 0; begun < AT_ONCE && !waiting.isEmpty(); ) {
          Waiter next = waiting.remove();
          if (next.connection.stage() != Stage.CLOSED) {
            begun++;
            next.begin.run();
          }
        }
      } finally {
        call(loop);
      }
    }
  }
}
