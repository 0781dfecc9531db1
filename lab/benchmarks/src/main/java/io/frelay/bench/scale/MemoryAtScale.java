package io.frelay.bench.scale;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.External;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.process.Descriptors;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayMemory.Reading;
import io.frelay.testkit.report.Column;
import io.frelay.testkit.report.Plot;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures the memory of an additional waiter or joined session, their rates, and the memory that
 * remains.
 */
final class MemoryAtScale {
  private static final int AT_ONCE = 64;

  /** Idle time of the relay before it is measured, in seconds. */
  private static final int REST_SECONDS = 10;

  /** Descriptors that may be open more than before, such as a connection to the metrics. */
  private static final int SLACK = 20;

  private static final String AT_REST = "process KB each";
  private static final String COLLECTED = "process KB each, garbage collected";
  private static final String HEAP = "heap KB each";
  private static final String DIRECT = "direct KB each";
  private static final String KERNEL = "kernel KB each, both ends";
  private static final String MEDIAN = "set-up ms, median";
  private static final String P99 = "set-up ms, p99";
  private static final String RATE = "set-ups/s";
  private static final String RELEASE = "release s";
  private static final List<String> PROCESS =
      List.of("MB before", "MB full", "MB at rest", "MB after the end", "MB 10 s later");

  private final Run run;
  private final Certificates certificates;
  private final List<Integer> sizes;
  private final Samples samples = new Samples();

  MemoryAtScale(Run run, Certificates certificates, List<Integer> sizes) {
    this.run = run;
    this.certificates = certificates;
    this.sizes = sizes;
  }

  private interface Start {
    MeasuredRelay subject() throws Exception;
  }

  private record Candidate(String name, String command, int size, Start start) {
    String row() {
      return "%s, %,d".formatted(name, size);
    }
  }

  void measure(Section section) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    sizes.forEach(size -> candidates.addAll(candidates(size)));
    Rounds.alternate(
        run.rounds(),
        candidates,
        (round, candidate) -> {
          run.progress("scale: round " + (round + 1) + ", " + candidate.row());
          measure(round, candidate);
        });
    Samples ordered = samples.inOrderOf(candidates.stream().map(Candidate::row).toList());
    section
        .heading("Memory of each")
        .text(
            "Over what the process had after 300 sessions had come and gone, 8 at a time, and it"
                + " was told to give back what it does not need; read when nothing had happened"
                + " for "
                + REST_SECONDS
                + " s, and once more after it was told so again. The kernel's memory is"
                + " of both ends of every connection, as both are on this machine. Set-up is from"
                + " the second arrival's connect to its first byte from the other, "
                + AT_ONCE
                + " at a time. To reach: at most 10 KB of the process for a joined idle session, and"
                + " returned.")
        .samples(
            "memory",
            "what, how many",
            ordered,
            Stream.of(AT_REST, COLLECTED, HEAP, DIRECT, KERNEL, MEDIAN, P99, RATE, RELEASE)
                .map(Column::of)
                .toList())
        .text("The process as a whole, which nobody tells to collect its garbage at the end:")
        .samples("process", "what, how many", ordered, PROCESS.stream().map(Column::of).toList());
    List<String> rows = ordered.rows();
    section.plot(
        "memory",
        Plot.bars(
            "Memory of the process for each",
            "KB",
            rows,
            List.of(
                new Plot.Series("at rest", medians(ordered, rows, AT_REST)),
                new Plot.Series("garbage collected", medians(ordered, rows, COLLECTED)))));
  }

  private static List<Double> medians(Samples samples, List<String> rows, String metric) {
    return rows.stream()
        .map(row -> samples.summary(row, metric).map(s -> Math.max(0, s.median())).orElse(0.0))
        .toList();
  }

  private List<Candidate> candidates(int size) {
    List<Candidate> all = new ArrayList<>();
    for (Jdk jdk : run.jdks()) {
      Start ours = () -> MeasuredRelay.ours(run, jdk, certificates);
      all.add(new Candidate("waiters, " + jdk.name(), "wait %d %d", size, ours));
      all.add(new Candidate("joined, " + jdk.name(), "hold %d %d", size, ours));
    }
    for (External external : run.externals()) {
      if (external.pid().isPresent()) {
        Start other = () -> MeasuredRelay.external(external);
        all.add(new Candidate("waiters, " + external.name(), "wait %d %d", size, other));
        all.add(new Candidate("joined, " + external.name(), "hold %d %d", size, other));
      }
    }
    if (Checkout.program("haproxy").isPresent()) {
      Start haproxy = () -> MeasuredRelay.haproxy(run, size + 100);
      all.add(new Candidate("joined, haproxy (TCP)", "plain %d %d", size, haproxy));
    }
    return all;
  }

  private void measure(int round, Candidate candidate) throws Exception {
    int size = candidate.size();
    String row = candidate.row();
    try (MeasuredRelay subject = candidate.start().subject();
        GeneratorProcess generator = subject.generator(run)) {
      int idle = subject.tree().descriptors() + SLACK;
      generator.command(subject.warmUp()).orThrow();
      release(subject, generator, idle);
      Reading before = subject.memory(true);
      KernelSockets kernelBefore = KernelSockets.now();

      Answer answer = generator.command(candidate.command(), size, AT_ONCE).orThrow();
      int connections = candidate.command().startsWith("wait") ? size : 2 * size;
      Descriptors.awaitAtLeast(subject.tree(), connections);
      Reading full = subject.memory(false);
      TimeUnit.SECONDS.sleep(REST_SECONDS);
      Reading atRest = subject.memory(false);
      Reading collected = subject.memory(true);
      KernelSockets kernel = KernelSockets.now();
      if (candidate.command().startsWith("hold")) {
        generator.command("check %d", size).orThrow();
      }
      double seconds = release(subject, generator, idle);
      Reading after = subject.memory(false);
      TimeUnit.SECONDS.sleep(REST_SECONDS);
      Reading later = subject.memory(false);

      samples.add(round, row, AT_REST, each(before.rss(), atRest.rss(), size));
      samples.add(round, row, COLLECTED, each(before.rss(), collected.rss(), size));
      if (before.heap() > 0) {
        samples.add(round, row, HEAP, each(before.heap(), collected.heap(), size));
        samples.add(round, row, DIRECT, each(before.direct(), collected.direct(), size));
      }
      samples.add(
          round,
          row,
          KERNEL,
          each(
              kernelBefore.slab() + kernelBefore.buffers(),
              kernel.slab() + kernel.buffers(),
              size));
      samples.add(round, row, MEDIAN, answer.number("p50"));
      samples.add(round, row, P99, answer.number("p99"));
      samples.add(round, row, RATE, size / answer.number("seconds"));
      samples.add(round, row, RELEASE, seconds);
      List<Reading> readings = List.of(before, full, atRest, after, later);
      for (int i = 0; i < readings.size(); i++) {
        samples.add(round, row, PROCESS.get(i), readings.get(i).rss() / 1e6);
      }
    }
  }

  /** Has all parties leave; returns how long it took the relay to let go of them, in seconds. */
  private static double release(MeasuredRelay subject, GeneratorProcess generator, int idle)
      throws Exception {
    long begun = System.nanoTime();
    generator.command("close");
    Descriptors.awaitAtMost(subject.tree(), idle);
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double each(long before, long after, int size) {
    return (after - before) / 1024.0 / size;
  }
}
