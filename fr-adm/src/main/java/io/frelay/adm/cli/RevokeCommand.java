package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.folder.Created;
import io.frelay.adm.folder.Layout;
import io.frelay.adm.folder.RevokedParties;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fr-adm revoke}. */
@Command(
    name = "revoke",
    description = {
      "Puts a party's certificate on a revocation list, which cannot be undone.",
      "On the relay CA's list: the relay refuses the party and ends its sessions.",
      "With --end-to-end, on the user CA's list: the user's other parties refuse it.",
      "To admit the party again, make it new certificates.",
      "Show the list: fr-adm inspect certs/" + Layout.REVOCATIONS
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  fr-adm revoke --party 0 --user user1 --reason key-compromise",
      "  fr-adm revoke --party 0 --user user1 --reason key-compromise --end-to-end",
      "  fr-adm revoke --certificate old/relay-cert.pem",
      "  fr-adm revoke --serial 7f12675a170df178793882af83b17db13b36b86e",
      "  fr-adm revoke --renew"
    })
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--party",
      paramLabel = "PARTY",
      converter = CommandValues.PartyConverter.class,
      description = "Revoke the present certificate of this party; requires --user.")
  private Optional<String> party;

  @Option(
      names = "--user",
      paramLabel = "USER",
      converter = CommandValues.UserConverter.class,
      description = "The party's user; with --end-to-end, the user of the list.")
  private Optional<String> user;

  @Option(
      names = "--end-to-end",
      description = "Use the user CA's list, for the parties, instead of the relay CA's.")
  private boolean endToEnd;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Revoke the certificate in this file.")
  private Optional<Path> certificate;

  @Option(
      names = "--serial",
      paramLabel = "HEX",
      converter = CommandValues.SerialConverter.class,
      description = "Revoke the certificate with this serial number.")
  private Optional<BigInteger> serial;

  @Option(
      names = "--renew",
      description = "Revoke nothing; sign the list again, so that it is not overdue.")
  private boolean renew;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      converter = CommandValues.ReasonConverter.class,
      defaultValue = "unspecified",
      description =
          "Reason in the list, for information only: unspecified (default), key-compromise, superseded, cessation-of-operation or privilege-withdrawn.")
  private RevocationReason reason;

  @Option(
      names = "--validity",
      paramLabel = "TIME",
      converter = CommandValues.ValidityConverter.class,
      defaultValue = "90d",
      description =
          "Time until a newer list is due. After it, relay and parties warn, and keep using this list unless configured to refuse everybody. Default: ${DEFAULT-VALUE}.")
  private Duration validity;

  @Mixin private FolderOption certs;

  @Override
  public Integer call() throws AdmException {
    long named =
        Stream.of(party.isPresent(), certificate.isPresent(), serial.isPresent(), renew)
            .filter(Boolean::booleanValue)
            .count();
    if (named != 1 || (party.isPresent() || endToEnd) != user.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "give one of --party (with --user), --certificate, --serial and --renew; --end-to-end requires --user");
    }
    CreateCommand.report(
        spec,
        change(
            endToEnd
                ? RevokedParties.endToEnd(certs.folder(), user.orElseThrow())
                : RevokedParties.atRelay(certs.folder())));
    return 0;
  }

  private Created change(RevokedParties revoked) throws AdmException {
    if (party.isPresent()) {
      return revoked.revoke(user.orElseThrow(), party.get(), reason, validity);
    }
    if (certificate.isPresent()) {
      return revoked.revoke(certificate.get(), reason, validity);
    }
    return serial.isPresent()
        ? revoked.revoke(serial.get(), reason, validity)
        : revoked.renew(validity);
  }
}
