package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.cloud.EnvironmentFormat;
import io.frelay.adm.cloud.PartyEnvironment;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fr-adm env}. */
@Command(
    name = "env",
    description = {
      "Prints a party's environment, in one of four formats.",
      "The variables: RELAY, RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY, DEST,"
          + " and USER_CRL if the user CA has a revocation list.",
      "The output contains private keys: write it to a private file or a secret store."
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

  @Mixin private PartyOptions options;

  @Option(
      names = "--relay",
      paramLabel = "HOST:PORT",
      required = true,
      converter = CommandValues.RelayAddressConverter.class,
      description = "Address of the relay; an IPv6 address in brackets.")
  private String relay;

  @Option(
      names = "--dest",
      paramLabel = "PARTY",
      required = true,
      description = "Party to connect to; several separated by commas.")
  private String dest;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = CommandValues.FormatConverter.class,
      defaultValue = "shell",
      description = "Output format: shell, dotenv, json or bundle. Default: ${DEFAULT-VALUE}.")
  private EnvironmentFormat format;

  @Override
  public Integer call() throws AdmException {
    PartyEnvironment environment =
        PartyEnvironment.in(
            options.layout(),
            options.user(),
            options.party(),
            options.meeting(Optional.of(relay), Optional.of(dest)),
            Clock.systemUTC());
    Stream.of(environment.warnings(), format.warnings(environment.variables()))
        .flatMap(List::stream)
        .forEach(warning -> FrAdm.say(spec.commandLine(), warning));
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.render(environment.variables()));
    out.flush();
    return 0;
  }
}
