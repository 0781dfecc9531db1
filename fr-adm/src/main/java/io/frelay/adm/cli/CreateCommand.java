package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.Created;
import io.frelay.adm.folder.Layout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fr-adm create}. */
@Command(
    name = "create",
    description = "Makes the certificates of a relay, a user or a party.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CreateCommand.CreateRelay.class,
      CreateCommand.CreateUser.class,
      CreateCommand.CreateParty.class
    },
    synopsisSubcommandLabel = "relay|user|party",
    footerHeading = "%nExamples, in the order to run them:%n",
    footer = {
      "  fr-adm create relay",
      "  fr-adm create user --name user1",
      "  fr-adm create party --name 0 --user user1"
    })
final class CreateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand: relay, user or party");
  }

  /** Options of all three subcommands. */
  static final class Options {
    @Option(
        names = "--key-type",
        paramLabel = "TYPE",
        converter = CommandValues.KeyConverter.class,
        description = "Key type: ec (P-256, default), rsa or ed25519.")
    private KeyType keyType;

    @Option(
        names = "--validity",
        paramLabel = "TIME",
        converter = CommandValues.ValidityConverter.class,
        description =
            "Validity: 30min, 12h, 90d, 2y or a number of days. Default: 825d, for a user CA 10y. Never longer than the CA's.")
    private Duration validity;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = Layout.DEFAULT_ROOT,
        description = "Folder of certificates. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Replace existing files.")
    private boolean force;

    CertificateFolder folder() {
      return new CertificateFolder(out);
    }

    CertificateOptions toCertificateOptions() {
      CertificateOptions options = CertificateOptions.DEFAULTS;
      options = keyType == null ? options : options.keyType(keyType);
      options = validity == null ? options : options.lasting(validity);
      return force ? options.replacing() : options;
    }
  }

  /** {@code fr-adm create relay}. */
  @Command(
      name = "relay",
      description = "Makes the relay CA and the relay's certificate.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  fr-adm create relay",
        "  fr-adm create relay --host relay.example.org,203.0.113.7",
        "  fr-adm create relay --renew"
      })
  static final class CreateRelay implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--host",
        paramLabel = "HOST",
        split = ",",
        converter = CommandValues.HostConverter.class,
        description =
            "Additional DNS name or IP address of the relay. The name frelay is always included.")
    private List<String> hosts = List.of();

    @Option(
        names = "--renew",
        description = "Keep the CA and make only a new relay certificate, for the same hosts.")
    private boolean renew;

    @Override
    public Integer call() throws AdmException {
      if (renew && options.force) {
        throw new ParameterException(
            spec.commandLine(),
            "--renew keeps the CA and --force replaces it; give only one of them");
      }
      CertificateFolder folder = options.folder();
      CertificateOptions chosen = options.toCertificateOptions();
      Created created =
          renew ? folder.renewRelay(hosts, chosen) : folder.createRelay(hosts, chosen);
      report(spec, created);
      return 0;
    }
  }

  /** {@code fr-adm create user}. */
  @Command(
      name = "user",
      description = "Makes a user's CA. The relay does not need it: never copy it there.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  fr-adm create user --name user1")
  static final class CreateUser implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--name",
        paramLabel = "USER",
        required = true,
        converter = CommandValues.UserConverter.class,
        description = "1 to 63 letters, digits and inner hyphens.")
    private String name;

    @Override
    public Integer call() throws AdmException {
      report(spec, options.folder().createUser(name, options.toCertificateOptions()));
      return 0;
    }
  }

  /** {@code fr-adm create party}. */
  @Command(
      name = "party",
      description =
          "Makes a party's two certificates: one for the relay, one for its peers (end to end).",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  fr-adm create party --name 0 --user user1",
        "  fr-adm create party --name 0 --user user1 --force    # replaces them"
      })
  static final class CreateParty implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--name",
        paramLabel = "PARTY",
        required = true,
        converter = CommandValues.PartyConverter.class,
        description = "1 to 63 letters, digits and inner hyphens.")
    private String name;

    @Option(
        names = "--user",
        paramLabel = "USER",
        required = true,
        converter = CommandValues.UserConverter.class,
        description = "The party's user.")
    private String user;

    @Override
    public Integer call() throws AdmException {
      report(spec, options.folder().createParty(user, name, options.toCertificateOptions()));
      return 0;
    }
  }

  static void report(CommandSpec spec, Created created) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(created.summary() + (created.files().isEmpty() ? "." : ":"));
    int width =
        created.files().stream().mapToInt(file -> file.path().toString().length()).max().orElse(1);
    for (Created.CreatedFile file : created.files()) {
      err.println(("  %-" + width + "s  %s").formatted(file.path(), file.purpose()));
    }
    created.notes().forEach(note -> FrAdm.say(spec.commandLine(), note));
    err.println("Next: " + created.next());
  }
}
