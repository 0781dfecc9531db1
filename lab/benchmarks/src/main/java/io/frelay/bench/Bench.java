package io.frelay.bench;

import io.frelay.bench.forwarding.ForwardingPart;
import io.frelay.bench.group.GroupPart;
import io.frelay.bench.jmh.JmhPart;
import io.frelay.bench.scale.PatternsPart;
import io.frelay.bench.scale.ScalePart;
import io.frelay.bench.session.SessionPart;
import io.frelay.bench.setup.SetupPart;
import io.frelay.bench.start.StartPart;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.External;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.Processes;
import io.frelay.testkit.report.Report;
import io.frelay.testkit.report.Section;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/lab bench}: runs the parts that are named, and writes the report. */
@Command(
    name = "bench",
    sortOptions = false,
    description =
        "Measures the relay beside its peers on this machine, in one run and in alternation, and"
            + " writes a report with plots and raw data.",
    footer = {
      "",
      "Peers are what is installed of haproxy, nginx (with its stream module) and socat.",
      "",
      "Examples:",
      "  bench --quick",
      "  bench --rounds 9 forwarding",
      "  bench --external original=127.0.0.1:6000,4711 --external-certs certs forwarding"
    })
public final class Bench implements Callable<Integer> {
  private static final int ROUNDS = 5;
  private static final int QUICK_ROUNDS = 2;

  static final List<Part> PARTS =
      List.of(
          new Part(
              "forwarding",
              "CPU per GB, rate and round trips, beside haproxy, nginx, socat, splice alone in C, and direct connections",
              ForwardingPart::run),
          new Part(
              "setup", "time, round trips and CPU until two parties are joined", SetupPart::run),
          new Part("session", "a session that survives beside the raw stream", SessionPart::run),
          new Part(
              "group",
              "groups by algorithm, size and distance, and beside direct mutual TLS",
              GroupPart::run),
          new Part(
              "scale",
              "memory and set-up by the number of sessions, and whether they hold through others' coming",
              ScalePart::run),
          new Part(
              "patterns",
              "Flock's patterns, signing and decrypt, by users at the same time",
              PatternsPart::run),
          new Part(
              "start",
              "relay exec to listening; function start to first answer (not with --quick)",
              StartPart::run),
          new Part(
              "jmh",
              "JMH: request decoding; offer, match, take over and withdraw among a million waiters",
              JmhPart::run));

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "About a minute a part: fewer rounds, shorter each.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often every candidate is measured: 5 by default, 2 with --quick.")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes; by default target/bench/TIME.")
  private Path out;

  @Option(
      names = "--jdk",
      paramLabel = "NAME=HOME",
      description =
          "One more JDK to run the relay with, such as 'JDK 25=/usr/lib/jvm/jdk-25', or a native"
              + " executable of the relay: 'native=relay-app/target/...-runner'. May be repeated."
              + " By default also the one that JAVA_HOME_25 names.")
  private Map<String, Path> jdks = new LinkedHashMap<>();

  @Option(
      names = "--external",
      paramLabel = "NAME=HOST:PORT[,PID]",
      description =
          "A version 1 relay that runs already, to be measured beside ours; with its PID also its"
              + " CPU and memory. May be repeated.")
  private List<String> externals = new ArrayList<>();

  @Option(
      names = "--external-certs",
      paramLabel = "DIR",
      description =
          "Certificates that the external relays take, in the layout that fr-adm makes, with one"
              + " user and two parties at least.")
  private Path externalCerts;

  @Parameters(paramLabel = "PART", description = "What to measure; all of it by default:")
  private List<String> names = new ArrayList<>();

  private Bench() {}

  /** Exits with 0 if every part could measure, 1 if one could not, 2 on wrong arguments. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Bench());
    List<String> description = new ArrayList<>(List.of("What to measure; all of it by default:"));
    PARTS.forEach(part -> description.add("  %-12s%s".formatted(part.name(), part.description())));
    CommandSpec spec = line.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("This help.").build());
    CommandLine.Model.PositionalParamSpec parts = spec.positionalParameters().get(0);
    spec.remove(parts);
    spec.addPositional(parts.toBuilder().description(description.toArray(String[]::new)).build());
    return line;
  }

  @Override
  public Integer call() throws IOException {
    List<Part> parts = parts();
    List<External> others = externals();
    PrintStream log = System.err;
    Checkout project = Checkout.own();
    if (!Files.exists(project.relayJar())) {
      throw wrong("the relay is not built: run bin/lab bench, which builds it");
    }
    Path folder = out == null ? Checkout.own().newReport("bench") : out;
    Report report = new Report(folder, quick ? "Benchmarks, a quick look" : "Benchmarks");
    Path scratch = Files.createTempDirectory("frelay-bench");
    List<Jdk> allJdks = allJdks();
    try (Processes processes = new Processes()) {
      int count = rounds > 0 ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
      Run run = new Run(quick, count, scratch, project, allJdks, others, processes, report, log);
      report
          .section("machine", "Where and when")
          .text(LocalDateTime.now(ZoneId.systemDefault()).withNano(0) + ", " + count + " rounds")
          .table(Machine.describe(project, allJdks));
      boolean complete = true;
      for (Part part : parts) {
        complete &= measure(part, run);
        report.write();
      }
      log.println("bench: the report is " + report.file());
      return complete ? 0 : 1;
    } finally {
      delete(scratch);
    }
  }

  private static boolean measure(Part part, Run run) {
    long begun = System.nanoTime();
    run.progress(part.name() + ": " + part.description());
    try {
      part.measurement().run(run);
      run.progress(
          "%s took %d s".formatted(part.name(), (System.nanoTime() - begun) / 1_000_000_000));
      return true;
    } catch (Exception e) {
      // One part's failure must not cost what the others find.
      e.printStackTrace(run.log());
      Section section = run.report().section(part.name(), part.name() + ": not complete");
      section.text("It failed: " + e);
      return false;
    }
  }

  private List<Part> parts() {
    if (names.isEmpty()) {
      return PARTS;
    }
    return names.stream()
        .map(
            name ->
                PARTS.stream()
                    .filter(part -> part.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("there is no part '" + name + "'; see --help")))
        .toList();
  }

  private List<External> externals() {
    if (!externals.isEmpty() && externalCerts == null) {
      throw wrong("--external needs --external-certs");
    }
    try {
      return externals.stream().map(text -> External.parse(text, externalCerts)).toList();
    } catch (IllegalArgumentException e) {
      throw wrong("--external: " + e.getMessage());
    }
  }

  private List<Jdk> allJdks() {
    Map<String, Path> more = new LinkedHashMap<>(jdks);
    String newest = System.getenv("JAVA_HOME_25");
    if (newest != null && !newest.isBlank()) {
      more.putIfAbsent("JDK 25", Path.of(newest));
    }
    List<Jdk> all = new ArrayList<>(List.of(Jdk.own()));
    more.forEach((name, home) -> all.add(new Jdk(name, home)));
    for (Jdk jdk : all) {
      if (!Files.isExecutable(Path.of(jdk.java()))) {
        throw wrong("--jdk: there is no " + jdk.java());
      }
    }
    return all;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
