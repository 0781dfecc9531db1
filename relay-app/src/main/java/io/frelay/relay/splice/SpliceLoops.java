package io.frelay.relay.splice;

import io.frelay.relay.accept.FileDescriptors;
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
   * @throws IOException if the kernel refuses
   */
  public static Optional<SpliceLoops> start(DataPath path, boolean isEpoll) throws IOException {
    if (path == DataPath.PORTABLE || !isEpoll || !EpollEvents.areAvailable()) {
      return Optional.empty();
    }
    int count = Runtime.getRuntime().availableProcessors();
    int descriptors = FileDescriptors.free().orElse(0);
    List<SpliceLoop> loops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SpliceLoop loop =
          new SpliceLoop(path == DataPath.COPY ? PipePool.none() : PipePool.of(count, descriptors));
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
