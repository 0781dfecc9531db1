package io.frelay.adm;

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
    subcommands = {CreateCommand.Relay.class, CreateCommand.User.class, CreateCommand.Party.class},
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
    throw new ParameterException(spec.commandLine(), "say what to create: relay, user or party");
  }

  /** What all three take. */
  static final class Options {
    @Option(
        names = "--key-type",
        paramLabel = "TYPE",
        converter = CommandValues.Key.class,
        description = "ec (P-256, the default), rsa, or ed25519.")
    private KeyType keyType;

    @Option(
        names = "--validity",
        paramLabel = "TIME",
        converter = CommandValues.Validity.class,
        description =
            "How long it lasts: 30min, 12h, 90d, 2y or days. Default: 825d, a user's CA 10y; never"
                + " longer than its CA.")
    private Duration validity;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = Layout.DEFAULT_ROOT,
        description = "The folder of certificates. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Replace what is there.")
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
  static final class Relay implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--host",
        paramLabel = "HOST",
        split = ",",
        converter = CommandValues.Host.class,
        description =
            "A further DNS name or IP address of the relay; its name frelay is always in.")
    private List<String> hosts = List.of();

    @Option(
        names = "--renew",
        description = "Keep the CA; make only the relay's certificate anew, for the same hosts.")
    private boolean renew;

    @Override
    public Integer call() throws AdmException {
      if (renew && options.force) {
        throw new ParameterException(
            spec.commandLine(), "--renew keeps the CA and --force replaces it; give one of them");
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
      description = "Makes the CA of a user, which the relay never gets.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  fr-adm create user --name user1")
  static final class User implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--name",
        paramLabel = "USER",
        required = true,
        converter = CommandValues.User.class,
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
      description = "Makes a party's two certificates: for the relay, and end to end.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  fr-adm create party --name 0 --user user1",
        "  fr-adm create party --name 0 --user user1 --force    renews them"
      })
  static final class Party implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Options options;

    @Option(
        names = "--name",
        paramLabel = "PARTY",
        required = true,
        converter = CommandValues.Party.class,
        description = "1 to 63 letters, digits and inner hyphens.")
    private String name;

    @Option(
        names = "--user",
        paramLabel = "USER",
        required = true,
        converter = CommandValues.User.class,
        description = "Whose party it is.")
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
    created.notes().forEach(note -> err.println("fr-adm: " + note));
    err.println("Next: " + created.next());
  }
}
