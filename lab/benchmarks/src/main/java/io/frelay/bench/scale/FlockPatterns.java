package io.frelay.bench.scale;

import io.frelay.testkit.External;
import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.report.Plot;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.util.ArrayList;
import java.util.List;

/** Flock's two patterns by the number of users: parties meet, talk, leave, and meet again. */
final class FlockPatterns {
  private static final List<String> PATTERNS = List.of("signing", "decrypt");
  private static final String MEDIAN = "ms, median";
  private static final String P99 = "ms, p99";

  private final Run run;
  private final Certificates certificates;
  private final List<Integer> users;
  private final double seconds;
  private final Samples samples = new Samples();

  FlockPatterns(Run run, Certificates certificates) {
    this.run = run;
    this.certificates = certificates;
    this.users = run.quick() ? List.of(1, 50) : List.of(1, 10, 50, 100, 500);
    this.seconds = run.quick() ? 1 : 4;
  }

  private record Candidate(String relay, String pattern, int users) {
    String series() {
      return pattern + ", " + relay;
    }

    String row() {
      return "%s, %d users".formatted(series(), users);
    }
  }

  void measure(Section section) throws Exception {
    List<String> relays = new ArrayList<>(List.of("relay"));
    try (MeasuredRelay ours = MeasuredRelay.ours(run, run.jdks().get(0), certificates);
        GeneratorProcess generator = ours.generator(run)) {
      generator.command("meet %d %d byte", run.quick() ? 500 : 3000, 32).orThrow(); // compiled
      measure("relay", ours.tree(), generator);
    }
    for (External external : run.externals()) {
      if (external.pid().isPresent()) {
        relays.add(external.name());
        MeasuredRelay other = MeasuredRelay.external(external);
        try (GeneratorProcess generator = other.generator(run)) {
          generator.command("meet %d %d byte", 200, 32).orThrow();
          measure(external.name(), other.tree(), generator);
        }
      }
    }
    List<Candidate> all = new ArrayList<>();
    relays.forEach(relay -> all.addAll(candidates(relay)));
    section
        .text(
            "Each user's two parties meet, talk and leave, again and again for %.0f s. *signing*:"
                    .formatted(seconds)
                + " five round trips of 200 bytes; *decrypt*: 1 MB one way and back; before either,"
                + " the flights of an end-to-end handshake, without its arithmetic. The time is"
                + " from the first party's connect to the end of the talk.")
        .samples(
            "users", "pattern", samples.inOrderOf(all.stream().map(Candidate::row).toList()), "");
    for (String pattern : PATTERNS) {
      List<Plot.Series> series = new ArrayList<>();
      for (String relay : relays) {
        for (String metric : List.of(MEDIAN, P99)) {
          series.add(
              new Plot.Series(
                  relay + ", " + metric,
                  users.stream()
                      .map(count -> new Candidate(relay, pattern, count).row())
                      .map(row -> samples.summary(row, metric).map(s -> s.median()).orElse(0.0))
                      .toList()));
        }
      }
      List<Double> x = users.stream().map(Integer::doubleValue).toList();
      section.plot(pattern, Plot.lines(pattern, "users", "ms", true, x, series));
    }
  }

  private List<Candidate> candidates(String relay) {
    List<Candidate> all = new ArrayList<>();
    for (String pattern : PATTERNS) {
      users.forEach(count -> all.add(new Candidate(relay, pattern, count)));
    }
    return all;
  }

  private void measure(String relay, ProcessTree tree, GeneratorProcess generator)
      throws Exception {
    Rounds.alternate(
        run.rounds(),
        candidates(relay),
        (round, candidate) -> {
          String row = candidate.row();
          run.progress("patterns: round " + (round + 1) + ", " + row);
          double before = tree.cpu().total();
          Answer answer =
              generator
                  .command("users %d 2 %f %s", candidate.users(), seconds, candidate.pattern())
                  .orThrow();
          double done = answer.number("done");
          samples.add(round, row, "completions/s", done / answer.number("seconds"));
          samples.add(round, row, MEDIAN, answer.number("p50"));
          samples.add(round, row, P99, answer.number("p99"));
          samples.add(
              round,
              row,
              "relay CPU ms per session",
              (tree.cpu().total() - before) * 1e3 / Math.max(1, done));
        });
  }
}
