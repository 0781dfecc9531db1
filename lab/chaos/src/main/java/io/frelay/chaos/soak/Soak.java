package io.frelay.chaos.soak;

import io.frelay.chaos.Scratch;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.Descriptors;
import io.frelay.testkit.process.Processes;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.report.Report;
import io.frelay.testkit.report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bin/lab soak}: a relay under thousands of sessions for as long as asked, and what it took.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Holds thousands of sessions through a relay while some leave and others come, compares every",
      "byte, and says whether the relay's memory, descriptors and threads stay as they are.",
      "Exits with 0 if they do and nothing was lost, else with 1."
    })
public final class Soak implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long all of them are held; ${DEFAULT-VALUE} by default.")
  private double minutes = 10;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "How many at the same time; ${DEFAULT-VALUE} by default.")
  private int sessions = 2000;

  @Option(
      names = "--churn",
      paramLabel = "N",
      description = "How many of them leave, and come, each second; ${DEFAULT-VALUE} by default.")
  private double churn = 20;

  @Option(
      names = "--talks",
      paramLabel = "N",
      description =
          "How many of them send something, and get an answer, each second; ${DEFAULT-VALUE} by"
              + " default.")
  private double talks = 400;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description =
          "Besides, so many sessions of the client library, which talk all the time;"
              + " ${DEFAULT-VALUE} by default.")
  private int clients = 4;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "The relay's heap, -Xms and -Xmx; ${DEFAULT-VALUE} by default.")
  private String heap = "256m";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes; by default target/soak/TIME.")
  private Path out;

  private Soak() {}

  /** Exits with 0, 1, or 2 on wrong arguments. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    check();
    Path folder = out == null ? Checkout.own().newReport("soak") : out;
    Report report = new Report(folder, "Soak");
    try (Scratch scratch = new Scratch("frelay-soak");
        Processes processes = new Processes()) {
      Run run =
          new Run(
              false,
              1,
              scratch.folder(),
              Checkout.own(),
              List.of(Jdk.own()),
              List.of(),
              processes,
              report,
              System.err);
      Certificates certificates = Certificates.make(scratch.folder().resolve("certs"));
      SoakLoad load = new SoakLoad(sessions, churn, talks, clients);
      Verdict verdict;
      try (Field field = new Field(run, certificates, load, heap)) {
        verdict = field.hold(minutes * 60);
      }
      Section section = report.section("soak", "What was done");
      section.text(
          "%,d sessions for %.1f minutes, %.0f of them replaced and %.0f of them talking each second, and %d of the client library; Frelay %s, %s, a heap of %s, %d cores"
              .formatted(
                  sessions,
                  minutes,
                  churn,
                  talks,
                  clients,
                  run.project().revision(),
                  Jdk.own().name(),
                  heap,
                  Runtime.getRuntime().availableProcessors()));
      verdict.write(section);
      report.write();
      System.out.print(verdict.text());
      System.err.println("soak: the report is " + report.file());
      return verdict.isGood() ? 0 : 1;
    }
  }

  private void check() throws IOException {
    if (minutes <= 0 || sessions < 1 || churn < 0 || talks < 0 || clients < 0) {
      throw wrong("--minutes and --sessions have to be positive, and nothing negative");
    }
    int most = Descriptors.connections() / 2 - clients;
    if (sessions > most) {
      throw wrong(
          "--sessions: a process may open files for %,d sessions here; raise ulimit -Hn for more"
              .formatted(most));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
