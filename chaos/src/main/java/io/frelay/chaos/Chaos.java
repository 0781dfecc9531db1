package io.frelay.chaos;

import io.frelay.bench.Jdk;
import io.frelay.bench.Project;
import io.frelay.bench.Run;
import io.frelay.bench.process.Processes;
import io.frelay.bench.relay.Certificates;
import io.frelay.bench.report.Report;
import io.frelay.bench.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/chaos}: inflicts one fault after the other and prints what became of every byte. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = "Breaks what sessions run over, and accounts for every byte of them.")
public final class Chaos implements Callable<Integer> {
  @Option(names = "--minutes", paramLabel = "N", description = "In all, about; 10 by default.")
  private double minutes = 10;

  @Option(names = "--quick", description = "Each fault once or twice.")
  private boolean quick;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "FAULT",
      description = "relay-killed, reset, reset-at-step, half-open, stall-up, ...; by default all.")
  private List<String> names = List.of();

  @Option(names = "--sessions", paramLabel = "K", description = "At once; 8 by default.")
  private int sessions = 8;

  @Option(names = "--seed", paramLabel = "S", description = "For the faults' choices.")
  private long seed = System.nanoTime();

  private Chaos() {}

  /** Exits with 0 if nothing was lost, repeated, hanging or unexplained, else with 1. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Fault> faults =
        Arrays.stream(Fault.values())
            .filter(fault -> names.isEmpty() || names.contains(fault.id()))
            .toList();
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("no fault is called " + names);
    }
    Path scratch = Files.createTempDirectory("frelay-chaos");
    Table table =
        new Table(
            "fault",
            "times injected",
            "sessions affected",
            "resumed",
            "told of a restart",
            "bytes checked",
            "bytes lost",
            "bytes repeated",
            "longest gap");
    boolean good = true;
    System.err.println("chaos: --seed " + seed);
    try (Processes processes = new Processes()) {
      Run run =
          new Run(
              quick,
              1,
              scratch,
              Project.own(),
              List.of(Jdk.own()),
              List.of(),
              processes,
              new Report(scratch.resolve("report"), "Chaos"),
              System.err);
      Certificates certificates = Certificates.make(scratch.resolve("certs"));
      double seconds = quick ? 1 : minutes * 60 / faults.size();
      for (Fault fault : faults) {
        good &= inflict(fault, run, certificates, seconds, table);
      }
    }
    System.out.print(table.markdown());
    return good ? 0 : 1;
  }

  private boolean inflict(
      Fault fault, Run run, Certificates certificates, double seconds, Table table)
      throws Exception {
    System.err.println("chaos: " + fault.id() + ": " + fault.description);
    long begun = System.nanoTime();
    int injected = 0;
    Balance balance;
    try (Arena arena = new Arena(run, certificates, sessions, seed ^ fault.id().hashCode())) {
      arena.awaitRecovery();
      try {
        do {
          fault.inflict(arena, injected++);
          arena.awaitRecovery();
        } while ((System.nanoTime() - begun) / 1e9 < seconds);
        balance = arena.finish(fault == Fault.PARTY_RESTARTED);
      } catch (java.io.IOException e) {
        balance = new Balance(false);
        balance.trouble(e.toString());
      }
    }
    balance.troubles().forEach(trouble -> System.err.println("chaos: TROUBLE: " + trouble));
    table.row(balance.row(fault.id(), injected));
    return balance.isGood();
  }
}
