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
  /** A user without privilege may have 64 of this capacity ({@code pipe-user-pages-soft}). */
  private static final int MOST_IN_ALL = 64;

  /** A pipe takes two of them, which is to be little beside the connections. */
  private static final int DESCRIPTORS_EACH = 64;

  private static final Logger LOG = Logger.getLogger(PipePool.class);
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final Deque<Pipe> idle = new ArrayDeque<>();
  private int most;
  private int open;
  private boolean preparing;
  private volatile boolean prepared;

  private PipePool(int most) {
    this.most = most;
  }

  /**
   * One of so many that share the bound.
   *
   * @param descriptors how many the process has left: those of pipes must not be missed elsewhere
   */
  static PipePool of(int loops, int descriptors) {
    return new PipePool(Math.min(MOST_IN_ALL, descriptors / DESCRIPTORS_EACH) / loops);
  }

  /** One that has nothing to give. */
  static PipePool none() {
    return new PipePool(0);
  }

  /** Empty; null if there is none to be had now. */
  Pipe take() {
    if (!prepared) {
      if (most > 0) {
        prepare();
      }
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
      LOG.warnf("the system does not let the relay splice (%s): all bytes are copied", reason);
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

  /** Loading what opens pipes takes a tenth of a second, and must not keep the loop. */
  private void prepare() {
    if (preparing) {
      return;
    }
    preparing = true;
    Thread thread = new Thread(() -> prepared = PipeCapacity.isAvailable(), "relay-pipes");
    thread.setDaemon(true);
    thread.start();
  }
}
