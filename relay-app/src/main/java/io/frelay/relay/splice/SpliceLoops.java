package io.frelay.relay.splice;

import io.frelay.relay.config.DataPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link SpliceLoop} for every processor; sessions take turns. Safe for any thread. */
public final class SpliceLoops {
  private final List<SpliceLoop> loops;
  private final AtomicInteger next = new AtomicInteger();

  private SpliceLoops(List<SpliceLoop> loops) {
    this.loops = loops;
  }

  /**
   * Starts them; none where the setting or the system does not want them.
   *
   * @param isEpoll whether sockets are epoll's
   * @param pipes how many pipes all of them together may open
   * @throws IOException if the kernel refuses
   */
  public static Optional<SpliceLoops> start(DataPath path, boolean isEpoll, int pipes)
      throws IOException {
    if (path == DataPath.PORTABLE || !isEpoll || !EpollEvents.areAvailable()) {
      return Optional.empty();
    }
    int count = Runtime.getRuntime().availableProcessors();
    int most = path == DataPath.COPY ? 0 : pipes / count;
    List<SpliceLoop> loops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SpliceLoop loop = new SpliceLoop(PipePool.of(most));
      loop.start("relay-splice-" + i);
      loops.add(loop);
    }
    return Optional.of(new SpliceLoops(loops));
  }

  /** Every one of them, to be asked whether it answers. */
  public List<? extends Executor> all() {
    return loops;
  }

  SpliceLoop next() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }
}
