package io.frelay.bench.forwarding;

import io.frelay.adm.AdmException;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.LoadIdentity;
import io.frelay.testkit.report.Column;
import io.frelay.testkit.report.Plot;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import io.frelay.testkit.stats.Summary;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures the cost of carrying bytes, in CPU time and in elapsed time. */
public final class ForwardingPart {
  static final String CPU_PER_GB = "CPU s per GB";
  static final String RATE = "Gb/s";
  static final String MEDIAN = "median µs";
  static final String TAIL = "p99 µs";
  static final String CPU_PER_TRIP = "CPU µs per round trip";
  private static final String CORES = "cores: forwarder";
  private static final String GENERATOR_CORES = "generators";
  private static final String OTHER_CORES = "others";
  private static final String PIPES = "pipes more than idle";
  private static final double BITS = 8;

  private static final int SOME = 16;
  private static final int MANY = 64;

  private ForwardingPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Section section = run.report().section("forwarding", "Forwarding");
    try (Candidates candidates = Candidates.start(run)) {
      section.text(
          "Both ends are this program's, in threads of their own; their TLS is %s. A GB is 10^9 bytes."
              .formatted(LoadIdentity.library()));
      if (!candidates.missing().isEmpty()) {
        section.text(
            "Left out, as not installed: " + String.join(", ", candidates.missing()) + ".");
      }
      Measuring bench = new Measuring(run, candidates);
      bench.warmUp();
      for (Workload workload : workloads(run.quick())) {
        if (workload.apart() && !Cores.canPin()) {
          section.text("Left out, as it needs two cores and taskset: " + workload.heading() + ".");
        } else {
          run.progress(workload.heading());
          report(section, workload, bench.measure(workload));
        }
      }
    }
  }

  private static List<Workload> workloads(boolean quick) {
    Workload plain = Workload.bulk("plain-1", "One stream, plain bytes", 1, false);
    Workload plainSome = Workload.bulk("plain-16", SOME + " streams, plain bytes", SOME, false);
    Workload plainMany = Workload.bulk("plain-64", MANY + " streams, plain bytes", MANY, false);
    Workload tls = Workload.bulk("tls-1", "One stream, TLS end to end", 1, true);
    Workload tlsMany = Workload.bulk("tls-64", MANY + " streams, TLS end to end", MANY, true);
    Workload small = Workload.pingPong("ping-64", "Round trips of 64 bytes", 64);
    Workload large = Workload.pingPong("ping-1k", "Round trips of 1 KB", 1024);
    return quick
        ? List.of(plain, plainMany, tls, tls.onCoresApart(), large)
        : List.of(
            plain,
            plainSome,
            plainMany,
            tls,
            tlsMany,
            small,
            large,
            plain.onCoresApart(),
            tls.onCoresApart(),
            large.onCoresApart());
  }

  private static void report(Section section, Workload workload, Samples samples)
      throws IOException {
    section.heading(workload.heading());
    List<Column> columns =
        workload.isPingPong()
            ? List.of(
                Column.against(MEDIAN, Candidates.HAPROXY),
                Column.of(TAIL),
                Column.against(CPU_PER_TRIP, Candidates.HAPROXY),
                Column.of(OTHER_CORES))
            : List.of(
                Column.against(CPU_PER_GB, Candidates.HAPROXY_SPLICE),
                Column.against(RATE, Candidates.DIRECT),
                Column.of(CORES),
                Column.of(GENERATOR_CORES),
                Column.of(OTHER_CORES),
                Column.of(PIPES));
    section.samples(workload.name(), "forwarder", samples, columns);
    if (workload.isPingPong()) {
      plot(section, workload, samples, MEDIAN);
    } else {
      plot(section, workload, samples, CPU_PER_GB);
    }
  }

  private static void plot(Section section, Workload workload, Samples samples, String metric)
      throws IOException {
    List<String> labels = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    List<Double> spread = new ArrayList<>();
    for (String row : samples.rows()) {
      Optional<Summary> summary = samples.summary(row, metric);
      if (summary.isPresent()) {
        labels.add(row);
        values.add(summary.get().median());
        spread.add((summary.get().upperQuartile() - summary.get().lowerQuartile()) / 2);
      }
    }
    if (!labels.isEmpty()) {
      Plot.Series series = new Plot.Series(metric, values, spread);
      section.plot(workload.name(), Plot.bars(workload.heading(), metric, labels, List.of(series)));
    }
  }

  /** The measurements of one run. */
  private static final class Measuring {
    private final Run run;
    private final Candidates candidates;
    private final LoadIdentity left;
    private final LoadIdentity right;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Duration warm;
    private final Duration window;

    Measuring(Run run, Candidates candidates)
        throws IOException, AdmException, GeneralSecurityException {
      this.run = run;
      this.candidates = candidates;
      Certificates ends = Certificates.make(run.scratch().resolve("ends-certs"));
      left = new LoadIdentity(ends.endToEnd("0"), ends.userCa());
      right = new LoadIdentity(ends.endToEnd("1"), ends.userCa());
      // Many streams begin with as many handshakes, for which a JVM compiles a while.
      warm = Duration.ofMillis(run.quick() ? 100 : 2000);
      window = Duration.ofMillis(run.quick() ? 300 : 2000);
    }

    /** Once through everything, so that what is compiled while it runs has been compiled. */
    void warmUp() throws Exception {
      run.progress("warming up");
      Workload many = Workload.bulk("", "", MANY, false);
      Workload bulk = Workload.bulk("", "", 2, true);
      Workload pings = Workload.pingPong("", "", 64);
      for (Forwarder forwarder : candidates.of(1)) {
        for (Workload workload : List.of(many, bulk, pings)) {
          try (ForwardingLoad load = workload.start(forwarder, left, right)) {
            Meter.watch(load, forwarder.processes(), Duration.ZERO, window);
          }
        }
      }
    }

    Samples measure(Workload workload) throws Exception {
      Samples samples = new Samples();
      Rounds.alternate(
          run.rounds(),
          candidates.of(workload.streams()),
          (round, forwarder) -> measure(workload, samples, round, forwarder));
      return samples.inOrderOf(
          candidates.of(workload.streams()).stream().map(Forwarder::name).toList());
    }

    private void measure(Workload workload, Samples samples, int round, Forwarder forwarder)
        throws IOException, InterruptedException {
      if (workload.apart()) {
        Cores.apart(forwarder.processes());
      }
      try (ForwardingLoad load = workload.start(forwarder, left, right)) {
        Meter.Window seen = Meter.watch(load, forwarder.processes(), warm, window);
        if (load instanceof PingPong pings) {
          addTrips(samples, round, forwarder.name(), pings, seen);
        } else {
          addBulk(samples, round, forwarder, seen);
        }
      } finally {
        if (workload.apart()) {
          Cores.together(forwarder.processes(), cores);
        }
      }
    }

    private void addBulk(Samples samples, int round, Forwarder forwarder, Meter.Window seen) {
      String row = forwarder.name();
      double gigabytes = seen.done() / 1e9;
      seen.forwarder().ifPresent(cpu -> samples.add(round, row, CPU_PER_GB, cpu / gigabytes));
      samples.add(round, row, RATE, gigabytes * BITS / seen.seconds());
      addShares(samples, round, row, seen);
      if (seen.forwarder().isPresent()) {
        samples.add(round, row, PIPES, seen.pipes() - candidates.idlePipes(forwarder));
      }
    }

    private static void addTrips(
        Samples samples, int round, String row, PingPong pings, Meter.Window seen) {
      double[] micros = pings.micros(seen.from(), seen.to());
      samples.add(round, row, MEDIAN, Summary.quantile(micros, 0.5));
      samples.add(round, row, TAIL, Summary.quantile(micros, 0.99));
      seen.forwarder()
          .ifPresent(cpu -> samples.add(round, row, CPU_PER_TRIP, cpu * 1e6 / seen.done()));
      addShares(samples, round, row, seen);
    }

    private static void addShares(Samples samples, int round, String row, Meter.Window seen) {
      seen.forwarder().ifPresent(cpu -> samples.add(round, row, CORES, cpu / seen.seconds()));
      samples.add(round, row, GENERATOR_CORES, seen.generators() / seen.seconds());
      samples.add(round, row, OTHER_CORES, seen.others() / seen.seconds());
    }
  }
}
