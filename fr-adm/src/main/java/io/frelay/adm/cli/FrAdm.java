package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.build.BuildVersion;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code fr-adm}. Data goes to standard output, everything that is said about it to
 * standard error. It exits with 0 when all went well, 1 when it did not, 2 when it was called
 * wrongly.
 */
@Command(
    name = "fr-adm",
    description = "Makes, inspects and revokes the certificates of relays, users and parties.",
    mixinStandardHelpOptions = true,
    versionProvider = FrAdm.Version.class,
    subcommands = {
      CreateCommand.class,
      EnvCommand.class,
      SecretsCommand.class,
      InspectCommand.class,
      RevokeCommand.class
    },
    synopsisSubcommandLabel = "create|env|secrets|inspect|revoke",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or an inspected file is not valid",
      "2:wrong command line"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fr-adm create relay --host relay.example.org",
      "  fr-adm create user --name user1",
      "  fr-adm create party --name 0 --user user1",
      "  fr-adm create party --name 1 --user user1",
      "  fr-adm env --user user1 --party 0 --dest 1 --relay relay.example.org:6000",
      "  fr-adm secrets aws --user user1 --party 0 --dest 1 --relay relay.example.org:6000",
      "  fr-adm inspect certs/user1/0/cert.pem",
      "  fr-adm revoke --party 0 --user user1"
    })
public final class FrAdm implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers and dates are for programs too
    System.exit(run(arguments));
  }

  /** Runs the command in this process. */
  static int run(String... arguments) {
    CommandLine command =
        new CommandLine(new FrAdm())
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(FrAdm::calledWrongly)
            .setExecutionExceptionHandler(FrAdm::failed);
    int code = command.execute(arguments);
    command.getOut().flush();
    // A PrintStream keeps its failures to itself until it is asked.
    if (System.out.checkError()) {
      say(command, "cannot write to standard output: the disk is full, or its reader has ended");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return code;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "missing command: create, env, secrets, inspect or revoke");
  }

  private static int calledWrongly(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    say(command, problem.getMessage());
    say(command, "see " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (problem instanceof AdmException) {
      say(command, problem.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw problem; // a defect of ours: picocli prints where
  }

  /** Tells the user something, beside the command's output. */
  static void say(CommandLine command, String text) {
    command.getErr().println("fr-adm: " + text);
  }

  /** Version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fr-adm " + BuildVersion.text()};
    }
  }
}
