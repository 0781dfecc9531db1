package io.frelay.adm;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fr-adm env}. */
@Command(
    name = "env",
    description = {
      "Prints the environment of a party: RELAY, RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY, DEST.",
      "It contains private keys: print it into a file of yours or a secret store."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  eval \"$(fr-adm env --user user1 --party 0 --dest 1 --relay 127.0.0.1:6000)\"",
      "  umask 077",
      "  fr-adm env --user user1 --party 0 --dest 1 --relay 127.0.0.1:6000 --format json > party0"
    })
final class EnvCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "USER",
      required = true,
      converter = CommandValues.User.class,
      description = "Whose party it is.")
  private String user;

  @Option(
      names = "--party",
      paramLabel = "PARTY",
      required = true,
      converter = CommandValues.Party.class,
      description = "Whose environment to print.")
  private String party;

  @Option(
      names = "--relay",
      paramLabel = "HOST:PORT",
      required = true,
      converter = CommandValues.RelayAddress.class,
      description = "Where the relay listens; an IPv6 address in brackets.")
  private String relay;

  @Option(
      names = "--dest",
      paramLabel = "PARTY",
      required = true,
      description = "The party to meet.")
  private String dest;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "",
      description = "Also print TAG, which tells several sessions of two parties apart.")
  private String tag;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = CommandValues.Format.class,
      defaultValue = "shell",
      description = "shell, dotenv or json. Default: ${DEFAULT-VALUE}.")
  private EnvironmentFormat format;

  @Option(
      names = {"--certs", "--out"},
      paramLabel = "DIR",
      defaultValue = Layout.DEFAULT_ROOT,
      description = "The folder of certificates. Default: ${DEFAULT-VALUE}.")
  private Path certs;

  @Override
  public Integer call() throws AdmException {
    if (dest.equals(party)) {
      throw new ParameterException(
          spec.commandLine(),
          "--dest and --party are both '%s', and no party meets itself; name the other one with --dest"
              .formatted(IssuedNames.printable(dest)));
    }
    PartyEnvironment environment =
        PartyEnvironment.of(new Layout(certs), user, party, meeting(), Clock.systemUTC());
    environment
        .warnings()
        .forEach(warning -> spec.commandLine().getErr().println("fr-adm: " + warning));
    format
        .warnings(environment.variables())
        .forEach(warning -> spec.commandLine().getErr().println("fr-adm: " + warning));
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.render(environment.variables()));
    out.flush();
    return 0;
  }

  private PartyEnvironment.Meeting meeting() {
    try {
      return new PartyEnvironment.Meeting(relay, dest, tag);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--dest or --tag: " + e.getMessage(), e);
    }
  }
}
