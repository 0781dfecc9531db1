package io.frelay.demo;

import io.frelay.build.BuildVersion;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code demo}: the product's main job, shown at work on this machine. */
@Command(
    name = "demo",
    description = {
      "Demonstrates Frelay: makes temporary certificates, starts a relay and two parties, exchanges encrypted data between them, and shows what the relay could see.",
      "Everything runs on this machine's loopback and is removed at the end."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Demo.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every check passed",
      "1:a check failed",
      "2:wrong command line",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  demo                        # two parties, 256 MiB",
      "  demo --bytes 8m             # a smaller transfer",
      "  demo --parties 4            # four functions, one call",
      "  demo --keep                 # keep the certificates"
    })
public final class Demo implements Callable<Integer> {
  /** Beyond what the bulk data takes on a slow machine. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final long SLOW_BYTES_PER_SECOND = 20L << 20;
  private static final int MOST_PARTIES = 8;

  @Spec private CommandSpec spec;

  @Option(
      names = "--bytes",
      paramLabel = "COUNT",
      defaultValue = "256m",
      converter = ByteCount.class,
      description = "Size of the bulk transfer, such as 8m or 1g (default: 256m).")
  private long bytes;

  @Option(
      names = "--parties",
      paramLabel = "COUNT",
      description =
          "Instead: call this many functions, 2 to 8, at once by fr-run, and let one of them fail.")
  private Optional<Integer> parties = Optional.empty();

  @Option(names = "--keep", description = "Keep the folder of certificates and print its path.")
  private boolean keep;

  @Option(names = "--no-color", description = "No colours, as with NO_COLOR=1.")
  private boolean noColor;

  private Demo() {}

  public static void main(String... args) {
    System.exit(
        new CommandLine(new Demo()).setParameterExceptionHandler(Demo::usageError).execute(args));
  }

  private static int usageError(CommandLine.ParameterException mistake, String[] args) {
    mistake.getCommandLine().getErr().printf("demo: %s; see demo --help%n", mistake.getMessage());
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (parties.isPresent() && (parties.get() < 2 || parties.get() > MOST_PARTIES)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--parties: write a number from 2 to " + MOST_PARTIES);
    }
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(out, look(System.getenv()));
    Duration limit = LIMIT.plusSeconds(bytes / SLOW_BYTES_PER_SECOND);
    Performance performance = new Performance(terminal, keep, limit);
    return performance.run(root(), story())
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private Performance.Story story() {
    if (parties.isEmpty()) {
      return (terminal, programs, folder, checks) ->
          new Play(terminal, programs, folder, bytes, checks).run();
    }
    return (terminal, programs, folder, checks) ->
        new FunctionsPlay(terminal, programs, folder, parties.get(), checks).run();
  }

  private static Path root() {
    return Path.of(System.getProperty("frelay.root", ".")).toAbsolutePath().normalize();
  }

  private Terminal.Look look(Map<String, String> environment) {
    boolean live = Boolean.getBoolean("frelay.terminal");
    boolean colorless = noColor || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    String locale =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(each -> environment.getOrDefault(each, ""))
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse("")
            .toUpperCase(Locale.ROOT);
    boolean unicode = locale.contains("UTF-8") || locale.contains("UTF8");
    return new Terminal.Look(live, live && !colorless, unicode);
  }

  /** Version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"demo " + BuildVersion.text()};
    }
  }
}
