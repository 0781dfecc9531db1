package io.frelay.chaos.soak;

import io.frelay.chaos.soak.Trend.Allowance;
import io.frelay.chaos.soak.Trend.Point;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.relay.RelayMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Samples of one relay, and whether they are flat. */
final class RelayWatch {
  private static final double MEGA = 1e6;

  /** Sessions that come and go hold descriptors for a moment, more on a busy machine. */
  private static final Allowance DESCRIPTORS = new Allowance(0.02, 50);

  private static final Allowance THREADS = new Allowance(0, 3);
  private static final Allowance MEMORY = new Allowance(0.05, 8);

  private final ProcessTree tree;
  private final RelayMemory memory;
  private final long begun;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Point> live = new ArrayList<>();

  RelayWatch(RelayLauncher.Running relay, Jdk jdk) {
    tree = relay.process().tree();
    memory = new RelayMemory(relay, jdk);
    begun = System.nanoTime();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  Sample sample() throws IOException, InterruptedException {
    RelayMemory.Reading now = memory.now();
    Sample sample =
        new Sample(
            seconds(),
            now.rss(),
            now.heap(),
            now.direct(),
            tree.descriptors(),
            tree.threads(),
            (int) memory.metric("frelay_sessions_open"),
            (int) memory.metric("frelay_waiters"));
    samples.add(sample);
    return sample;
  }

  /** Has it collect its garbage, and notes what of the heap is really in use. */
  void collect() throws IOException, InterruptedException {
    live.add(new Point(seconds(), memory.collected().heap() / MEGA));
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Trends of all samples from a given second on. */
  List<Trend> trends(double from) {
    return List.of(
        trend("resident memory", "MB", from, each -> each.rss() / MEGA, MEMORY),
        Trend.of("heap in use, garbage collected", "MB", live, MEMORY),
        trend("direct memory", "MB", from, each -> each.direct() / MEGA, MEMORY),
        trend("open descriptors", "", from, Sample::descriptors, DESCRIPTORS),
        trend("threads", "", from, Sample::threads, THREADS));
  }

  private Trend trend(
      String what, String unit, double from, ToDoubleFunction<Sample> value, Allowance allowance) {
    List<Point> points =
        samples.stream()
            .filter(sample -> sample.seconds() >= from)
            .map(sample -> new Point(sample.seconds(), value.applyAsDouble(sample)))
            .toList();
    return Trend.of(what, unit, points, allowance);
  }
}
