package io.frelay.relay.splice;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The pipes of one loop. A flow has one only while bytes are in it, so there are as many as
 * receivers that are slower than their senders, and no more than a bound: each may hold a megabyte
 * of the kernel's memory. Confined to the loop.
 */
final class PipePool {
  private static final Logger LOG = Logger.getLogger(PipePool.class);
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final Deque<Pipe> idle = new ArrayDeque<>();
  private int most;
  private int open;

  private PipePool(int most) {
    this.most = most;
  }

  /** A pool that opens so many pipes at the most; with 0 there is nothing to be had. */
  static PipePool of(int most) {
    return new PipePool(most);
  }

  /** Empty; null if there is none to be had now. */
  Pipe take() {
    if (most == 0 || !PipeCapacity.isAvailable()) {
      return null;
    }
    Pipe pipe = idle.poll();
    if (pipe != null || open >= most) {
      return pipe;
    }
    pipe = Pipe.open();
    if (pipe == null) {
      // Refused: by what this user has otherwise. Those that are open will do.
      return null;
    }
    open++;
    return pipe;
  }

  void give(Pipe empty) {
    if (open > most) { // given up meanwhile
      empty.close();
      open--;
    } else {
      idle.push(empty);
    }
  }

  /** Pipes are of no use here: there are none from now on, and the log says so once. */
  void giveUp(String reason) {
    if (SAID.compareAndSet(false, true)) {
      LOG.warnf("splice is not available (%s): all bytes are copied", reason);
    }
    most = 0;
    idle.forEach(Pipe::close);
    open -= idle.size();
    idle.clear();
  }

  /** One was closed by who had it. */
  void closed() {
    open--;
  }
}
