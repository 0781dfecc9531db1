package io.frelay.bench.start;

import io.frelay.bench.forwarding.OtherProxies;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.Column;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From exec to listening, and from a function's start to its answer. */
public final class StartPart {
  private static final String LISTENING = "exec to listening ms";
  private static final String CPU = "CPU s until then";
  private static final String MEMORY = "memory MB (PSS)";

  /** Starts something that is to listen on a port. */
  private interface Start {
    MeasuredProcess start(int port) throws IOException;
  }

  private record Candidate(String name, Start start) {}

  private StartPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Section section = run.report().section("start", "Start");
    List<Candidate> candidates = candidates(run);
    Samples samples = new Samples();
    // The first round only warms the kernel's cache of files.
    Rounds.alternate(
        run.rounds() + 1,
        candidates,
        (round, candidate) -> {
          run.progress("start of " + candidate.name());
          if (round == 0) {
            measure(candidate, new Samples(), round);
          } else {
            measure(candidate, samples, round);
          }
        });
    section.text(
        "From just before the process is started to the first TCP connection that it accepts. The memory is the process's then, what it shares with others divided among them.");
    if (run.project().fastRelay().isEmpty()) {
      section.text(
          "Left out, as it has not been made: the relay with a runtime and a cache of its own.");
    }
    section.samples(
        "relay",
        "what",
        samples.inOrderOf(candidates.stream().map(Candidate::name).toList()),
        List.of(
            Column.against(LISTENING, candidates.get(0).name()),
            Column.of(CPU),
            Column.of(MEMORY)));
    if (!run.quick()) {
      functions(run, section);
    }
  }

  private static void measure(Candidate candidate, Samples samples, int round) throws IOException {
    int port = FreePort.next();
    try (MeasuredProcess process = candidate.start().start(port)) {
      Duration time = process.awaitListening(port);
      ProcessTree tree = process.tree();
      samples.add(round, candidate.name(), LISTENING, time.toNanos() / 1e6);
      samples.add(round, candidate.name(), CPU, tree.cpu().total());
      samples.add(round, candidate.name(), MEMORY, tree.memory().pss() / 1e6);
    }
  }

  private static List<Candidate> candidates(Run run) throws Exception {
    Certificates certificates = Certificates.make(run.scratch().resolve("start-certs"));
    List<Candidate> all = new ArrayList<>();
    for (Jdk jdk : run.jdks()) {
      RelayLauncher relay = RelayLauncher.on(jdk);
      all.add(
          new Candidate(
              "Frelay, " + jdk.name(),
              port -> run.processes().start(relay.command(run, certificates, port), Map.of())));
    }
    run.project()
        .fastRelay()
        .ifPresent(
            script ->
                all.add(
                    new Candidate(
                        "Frelay, fast-start", port -> fast(run, script, certificates, port))));
    // They forward to a port at which nobody is: only their start counts.
    OtherProxies proxies = new OtherProxies(run);
    Optional<Path> haproxy = Checkout.program("haproxy");
    Optional<Path> nginx = Checkout.program("nginx");
    haproxy.ifPresent(
        program ->
            all.add(
                new Candidate("HAProxy", port -> proxies.haproxy(program, false, 0, port, port))));
    nginx.ifPresent(
        program ->
            all.add(new Candidate("nginx", port -> proxies.nginx(program, port, FreePort.next()))));
    return all;
  }

  private static MeasuredProcess fast(Run run, Path script, Certificates certificates, int port)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(RelayLauncher.arguments(certificates, port));
    return run.processes().start(command, Map.of());
  }

  private static void functions(Run run, Section section) throws IOException {
    run.progress("functions, by bin/lab function-figures");
    section.heading("Functions");
    section.text(
        "By bin/lab function-figures, with a peer that waits already: from the start of a function's process to its first answer, by way of the relay. Medians.");
    section.table(FunctionStarts.measure(run));
  }
}
