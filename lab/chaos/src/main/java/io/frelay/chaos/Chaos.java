package io.frelay.chaos;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.Descriptors;
import io.frelay.testkit.process.Processes;
import io.frelay.testkit.redis.RedisServer;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.report.Report;
import io.frelay.testkit.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code bin/lab chaos}: inflicts one fault after the other and prints what became of every byte.
 */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = "Breaks what sessions run over, and accounts for every byte of them.")
public final class Chaos implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--minutes", paramLabel = "N", description = "In all, about; 10 by default.")
  private double minutes = 10;

  @Option(names = "--quick", description = "Each fault once or twice.")
  private boolean quick;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "FAULT",
      converter = FaultName.class,
      description = "By default all that are listed below.")
  private List<Fault> faults = List.of(Fault.values());

  @Option(names = "--sessions", paramLabel = "K", description = "At once; 8 by default.")
  private int sessions = 8;

  @Option(names = "--crowd", paramLabel = "K", description = "The same for crowd; 500 by default.")
  private int crowd = 500;

  @Option(
      names = "--stampede",
      paramLabel = "K",
      description =
          "Clients of the load generator in stampede; by default 10,000, or as many as a process may"
              + " have files open for.")
  private Integer stampeders;

  @Option(names = "--seed", paramLabel = "S", description = "For the faults' choices.")
  private long seed = System.nanoTime();

  private Chaos() {}

  /**
   * Exits with 0 if nothing was lost, repeated, hanging or unexplained, with 2 on wrong arguments,
   * else with 1.
   */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Chaos());
    line.getCommandSpec()
        .usageMessage()
        .footer(
            Arrays.stream(Fault.values())
                .map(fault -> "  %-16s %s".formatted(fault.id(), fault.description))
                .toArray(String[]::new));
    System.exit(line.execute(arguments));
  }

  /** A fault by its name. */
  static final class FaultName implements ITypeConverter<Fault> {
    @Override
    public Fault convert(String name) {
      return Arrays.stream(Fault.values())
          .filter(fault -> fault.id().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no fault '%s'; there are %s"
                          .formatted(
                              name,
                              Arrays.stream(Fault.values())
                                  .map(Fault::id)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  @Override
  public Integer call() throws Exception {
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
    int clients = clients();
    System.err.println("chaos: --seed " + seed);
    try (Scratch scratch = new Scratch("frelay-chaos");
        Processes processes = new Processes()) {
      Run run = run(scratch.folder(), processes);
      Certificates certificates = Certificates.make(scratch.folder().resolve("certs"));
      double seconds = quick ? 1 : minutes * 60 / faults.size();
      for (Fault fault : faults) {
        System.err.println("chaos: " + fault.id() + ": " + fault.description);
        Setting setting = fault.setting(sessions, crowd, clients);
        if (setting.clocks() && !WallClock.isAvailable()) {
          System.err.println("chaos: not inflicted: that takes a C compiler, cc");
          continue;
        }
        if (setting.cluster() && RedisServer.program().isEmpty()) {
          System.err.println("chaos: not inflicted: that takes a redis-server on PATH");
          continue;
        }
        FaultTrial trial = FaultTrial.of(fault, run, certificates, setting, seconds, seed);
        Balance balance = trial.balance();
        balance.troubles().forEach(trouble -> System.err.println("chaos: TROUBLE: " + trouble));
        table.row(balance.row(fault.id(), trial.injected()));
        good &= balance.isGood();
      }
    }
    System.out.print(table.markdown());
    return good ? 0 : 1;
  }

  private int clients() throws IOException {
    int most = Descriptors.connections() - 2 * sessions;
    if (stampeders != null && stampeders > most) {
      throw new ParameterException(
          spec.commandLine(),
          "--stampede: a process may open files for %,d clients here; raise ulimit -Hn for more"
              .formatted(most));
    }
    return stampeders == null ? Math.min(10_000, most) : stampeders;
  }

  /** Faults are inflicted in this. */
  static Run run(Path scratch, Processes processes) throws IOException {
    return new Run(
        false,
        1,
        scratch,
        Checkout.own(),
        List.of(Jdk.own()),
        List.of(),
        processes,
        new Report(scratch.resolve("report"), "Chaos"),
        System.err);
  }
}
