package io.frelay.bench.forwarding;

import io.frelay.testkit.process.ProcessTree;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Measures what a load costs each process during a window of time. */
final class Meter {
  private static final double TICKS_PER_SECOND = 100;

  private Meter() {}

  /**
   * Measurement of a window of time.
   *
   * @param seconds its length
   * @param from how much the load had done at its begin
   * @param to how much at its end
   * @param forwarder CPU seconds of the forwarder; empty if it is not known
   * @param generators CPU seconds of this process
   * @param machine CPU seconds of everything on this machine
   * @param pipes how many the forwarder had open at the end
   */
  record Window(
      double seconds,
      long from,
      long to,
      Optional<Double> forwarder,
      double generators,
      double machine,
      int pipes) {
    long done() {
      return to - from;
    }

    /** CPU seconds of processes that have nothing to do with it. */
    double others() {
      return Math.max(0, machine - generators - forwarder.orElse(0.0));
    }
  }

  private record Reading(
      long nanos, long done, Optional<ProcessTree.CpuTime> forwarder, double own, double machine) {
    static Reading now(ForwardingLoad load, Optional<ProcessTree> forwarder) throws IOException {
      Optional<ProcessTree.CpuTime> cpu =
          forwarder.isPresent() ? Optional.of(forwarder.get().cpu()) : Optional.empty();
      return new Reading(System.nanoTime(), load.done(), cpu, generators(), wholeMachine());
    }
  }

  /** Lets a load run for a while, and then watches it for another. */
  static Window watch(
      ForwardingLoad load, Optional<ProcessTree> forwarder, Duration warm, Duration window)
      throws IOException, InterruptedException {
    Thread.sleep(warm.toMillis());
    load.check();
    Reading begin = Reading.now(load, forwarder);
    Thread.sleep(window.toMillis());
    Reading end = Reading.now(load, forwarder);
    load.check();
    if (end.done() == begin.done()) {
      throw new IOException("nothing came through in " + window.toMillis() + " ms");
    }
    return new Window(
        (end.nanos() - begin.nanos()) / 1e9,
        begin.done(),
        end.done(),
        end.forwarder().map(cpu -> cpu.since(begin.forwarder().orElseThrow()).total()),
        end.own() - begin.own(),
        end.machine() - begin.machine(),
        forwarder.isPresent() ? forwarder.get().pipes() : 0);
  }

  private static double generators() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** All but idle and waiting, of all cores, see proc(5). */
  private static double wholeMachine() throws IOException {
    String[] fields =
        Files.readAllLines(Path.of("/proc/stat"))
            .get(0)
            .substring("cpu".length())
            .strip()
            .split(" ", -1);
    double ticks = 0;
    for (int i = 0; i < 8; i++) {
      boolean idle = i == 3 || i == 4;
      ticks += idle ? 0 : Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
