package io.frelay.adm;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fr-adm revoke}. */
@Command(
    name = "revoke",
    description = {
      "Puts a party's certificate for the relay on the relay CA's revocation list: the relay turns it away from then on, and ends its sessions. With --end-to-end, its certificate for its peers on the user CA's list: its user's other parties turn it away. There is no way back; make the party new certificates if it is to return.",
      "What is on the list: fr-adm inspect certs/" + Layout.REVOCATIONS
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
      converter = CommandValues.Party.class,
      description = "The party whose present certificate it is, with --user.")
  private Optional<String> party;

  @Option(
      names = "--user",
      paramLabel = "USER",
      converter = CommandValues.User.class,
      description = "Whose party it is; with --end-to-end, whose list.")
  private Optional<String> user;

  @Option(
      names = "--end-to-end",
      description = "The list of the user's CA, which its parties heed, not that of the relay's.")
  private boolean endToEnd;

  @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate's file.")
  private Optional<Path> certificate;

  @Option(
      names = "--serial",
      paramLabel = "HEX",
      converter = CommandValues.Serial.class,
      description = "The serial number of a certificate that is no longer at hand.")
  private Optional<BigInteger> serial;

  @Option(
      names = "--renew",
      description = "Revoke nobody more; sign the list again, so that it is not overdue.")
  private boolean renew;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      converter = CommandValues.Reason.class,
      defaultValue = "unspecified",
      description =
          "unspecified (the default), key-compromise, superseded, cessation-of-operation or privilege-withdrawn; for people, all work alike.")
  private RevocationReason reason;

  @Option(
      names = "--validity",
      paramLabel = "TIME",
      converter = CommandValues.Validity.class,
      defaultValue = "90d",
      description =
          "How long until a newer list is due: who heeds it then warns, and heeds it still unless told to refuse everybody. Default: ${DEFAULT-VALUE}.")
  private Duration validity;

  @Option(
      names = {"--certs", "--out"},
      paramLabel = "DIR",
      defaultValue = Layout.DEFAULT_ROOT,
      description = "The folder of certificates. Default: ${DEFAULT-VALUE}.")
  private Path certs;

  @Override
  public Integer call() throws AdmException {
    long named =
        Stream.of(party.isPresent(), certificate.isPresent(), serial.isPresent(), renew)
            .filter(Boolean::booleanValue)
            .count();
    if (named != 1 || (party.isPresent() || endToEnd) != user.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "give one of --party with --user, --certificate, --serial, and --renew; with --end-to-end always --user");
    }
    CreateCommand.report(
        spec,
        change(
            endToEnd
                ? RevokedParties.endToEnd(certs, user.orElseThrow())
                : RevokedParties.atRelay(certs)));
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
