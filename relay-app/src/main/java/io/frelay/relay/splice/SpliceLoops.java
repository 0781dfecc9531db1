package io.frelay.relay.splice;

import io.frelay.relay.session.Carrier;
import io.frelay.relay.session.RelaySession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries sessions on a {@link SpliceLoop} for every processor; sessions take turns. Safe for any
 * thread.
 */
public final class SpliceLoops implements Carrier {
  private final List<SpliceLoop> loops;
  private final AtomicInteger next = new AtomicInteger();

  private SpliceLoops(List<SpliceLoop> loops) {
    this.loops = loops;
  }

  /**
   * Loads what opens pipes, before any loop needs it: it takes a tenth of a second and opens a jar
   * and a library, for which there may be no descriptor later.
   */
  public static void load() {
    PipeCapacity.isAvailable();
  }

  /**
   * Starts them; none where sockets are not epoll's.
   *
   * @param isEpoll true if sockets are epoll's
   * @param pipes number of pipes that all of them together may open
   * @throws IOException if the kernel refuses
   */
  public static Optional<SpliceLoops> start(boolean isEpoll, int pipes) throws IOException {
    if (!isEpoll) {
      return Optional.empty();
    }
    int count = Runtime.getRuntime().availableProcessors();
    List<SpliceLoop> loops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SpliceLoop loop = new SpliceLoop(PipePool.of(pipes / count));
      loop.start("relay-splice-" + i);
      loops.add(loop);
    }
    return Optional.of(new SpliceLoops(loops));
  }

  @Override
  public Carried carry(RelaySession session, boolean holdWaiter) {
    SpliceLoop loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    SplicedSession carried = new SplicedSession(session, loop, holdWaiter);
    carried.begin();
    return carried;
  }

  /** Every one of them, to be asked whether it answers. */
  public List<? extends Executor> all() {
    return loops;
  }
}
