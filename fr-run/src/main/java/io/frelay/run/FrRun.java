package io.frelay.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.build.BuildVersion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code fr-run}. Standard output is for the outputs, standard error for the rest. */
@Command(
    name = "fr-run",
    description = {
      "Calls the functions of all parties of a session at once.",
      "Prints their outputs as one JSON object: {\"0\":...,\"1\":...}. A call that failed before its"
          + " handler ran is made again. When a party fails for good, the others are ended."
    },
    mixinStandardHelpOptions = true,
    versionProvider = FrRun.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all parties are done",
      "1:a handler failed, or an answer is no output",
      "2:wrong command line, session file or input; nothing was called",
      "65:a party refuses its request or input",
      "75:a party, its peer or the relay was not there or not in time; try again",
      "78:secrets, permissions or a policy are wrong",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fr-run session.yaml --input 0=a.json --input 1=b.json",
      "  fr-run session.yaml --input 0=a.json --input 1=- < b.json > outputs.json",
      "  fr-run session.yaml --input 0=a.json --input 1=b.json --dry-run",
      "",
      "The session file (docs/run.md):",
      "  deadline: 90s",
      "  parties:",
      "    0: {http: https://frelay.example.org/overlap, headers: {Authorization: \"Bearer"
          + " $${TOKEN}\"}}",
      "    1: {http: http://localhost:8080}"
    })
public final class FrRun implements Callable<Integer> {
  /** Columns of the terminal that standard error is, by the launcher; absent if it is none. */
  private static final String TERMINAL_WIDTH = "frelay.terminal.width";

  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SESSION", description = "The session file, in YAML.")
  private Path file;

  @Option(
      names = "--input",
      paramLabel = "PARTY=FILE",
      description = "A party's input, in JSON; - is standard input. Once for each party.")
  private Map<String, String> inputs = Map.of();

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "Tag of the session, if somebody else calls other parties of it. Default: a new one.")
  private Optional<String> tag;

  @Option(
      names = "--dry-run",
      description = "Print the commands and requests, without secrets and inputs; call nothing.")
  private boolean dryRun;

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    // The JDK would not give a password to a proxy on the way to https.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    PrintWriter out = new PrintWriter(System.out, false, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    int code = run(out, err, arguments);
    if (System.out.checkError()) {
      say(err, "cannot write to standard output: the disk is full, or its reader has ended");
      code = CommandLine.ExitCode.SOFTWARE;
    }
    System.exit(code);
  }

  /** Runs the command in this process. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    int code =
        new CommandLine(new FrRun())
            .setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(FrRun::calledWrongly)
            .setExecutionExceptionHandler(FrRun::failed)
            .execute(arguments);
    out.flush();
    err.flush();
    return code;
  }

  @Override
  public Integer call() throws Exception {
    SessionPlan session = SessionFile.read(file, System.getenv());
    var read = Inputs.read(inputs, session.targets().keySet(), System.in);
    RunDeadline deadline = RunDeadline.in(session.deadline());
    String tagOfAll = tag.orElseGet(() -> fresh(session.tagPrefix()));
    List<PartyRequest> requests = new ArrayList<>();
    read.forEach(
        (party, input) ->
            requests.add(new PartyRequest(party, tagOfAll, session, deadline, input)));
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      new DryRun(out).print(session, requests);
      return CommandLine.ExitCode.OK;
    }
    Outcome outcome = run(session, deadline, requests);
    out.println(outcome.json());
    return outcome.exitCode();
  }

  private Outcome run(SessionPlan session, RunDeadline deadline, List<PartyRequest> requests)
      throws InterruptedException, RunException {
    PrintWriter err = spec.commandLine().getErr();
    Integer width = Integer.getInteger(TERMINAL_WIDTH);
    Outcome outcome;
    EndOfProgram end = EndOfProgram.interrupts(Thread.currentThread());
    try (RealEffects effects = new RealEffects(System.getenv())) {
      if (width == null) {
        return new SessionRun(session, deadline, new PlainProgress(err)).run(requests, effects);
      }
      try (ProgressTable table = new ProgressTable(err, width, session.targets())) {
        outcome = new SessionRun(session, deadline, table).run(requests, effects);
      }
    } finally {
      end.reached();
    }
    outcome.failures().forEach((party, failure) -> say(err, "party " + party + ": " + failure));
    return outcome;
  }

  private static String fresh(String prefix) {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return prefix + HexFormat.of().formatHex(random);
  }

  private static int calledWrongly(ParameterException problem, String[] arguments) {
    PrintWriter err = problem.getCommandLine().getErr();
    say(err, problem.getMessage());
    say(err, "see fr-run --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (problem instanceof RunException) {
      say(command.getErr(), problem.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (problem instanceof InterruptedException) {
      say(command.getErr(), "interrupted; all parties are ended");
      return INTERRUPTED;
    }
    throw problem; // a defect of ours: picocli prints where
  }

  /** Tells the user something, beside the command's output. */
  static void say(PrintWriter err, String text) {
    err.println("fr-run: " + text);
    err.flush();
  }

  /** Version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fr-run " + BuildVersion.text()};
    }
  }
}
