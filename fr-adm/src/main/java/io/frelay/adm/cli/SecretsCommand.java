package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.cloud.BundleFile;
import io.frelay.adm.cloud.CloudCommand;
import io.frelay.adm.cloud.CloudLimit;
import io.frelay.adm.cloud.CloudSecret;
import io.frelay.adm.cloud.CloudTarget;
import io.frelay.adm.cloud.PartyEnvironment;
import io.frelay.adm.cloud.SecretFiles;
import io.frelay.adm.folder.FolderIndex;
import io.frelay.adm.folder.FolderLock;
import io.frelay.adm.folder.ShellWord;
import io.frelay.bundle.Bundle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fr-adm secrets}. */
@Command(
    name = "secrets",
    description = {
      "Stores a party's environment in a cloud's secret store.",
      "Prints the command of that cloud's CLI; with --apply, also runs it.",
      "Also writes the bundle: the environment in one text, for FRELAY_BUNDLE."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  fr-adm secrets aws --user user1 --party 0 --dest 1 --relay relay.example.org:6000",
      "  fr-adm secrets gcp --user user1 --party 1 --dest 0 --relay relay.example.org:6000 --apply",
      "  fr-adm secrets azure --user user1 --party 0 --vault my-vault --apply",
      "  fr-adm secrets ibm-ce --user user1 --party 0 --apply --update"
    })
final class SecretsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PartyOptions options;

  @Parameters(
      paramLabel = "CLOUD",
      converter = CommandValues.CloudNameConverter.class,
      description = "Cloud: aws, gcp, azure or ibm-ce.")
  private CloudTarget cloud;

  @Option(
      names = "--relay",
      paramLabel = "HOST:PORT",
      converter = CommandValues.RelayAddressConverter.class,
      description = "Address of the relay. Without it, the deployment must set RELAY.")
  private Optional<String> relay;

  @Option(
      names = "--dest",
      paramLabel = "PARTY",
      description =
          "Party to connect to; several separated by commas. Without it, the deployment sets DEST or each call names its peers.")
  private Optional<String> dest;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Name of the secret. Default: frelay/USER/PARTY for aws, else frelay-USER-PARTY.")
  private Optional<String> name;

  @Option(names = "--vault", paramLabel = "NAME", description = "Name of the Key Vault, for azure.")
  private Optional<String> vault;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "File for the bundle. Default: USER/PARTY/bundle in the folder.")
  private Optional<Path> bundle;

  @Option(names = "--apply", description = "Run the command.")
  private boolean apply;

  @Option(names = "--update", description = "Give an existing secret a new value.")
  private boolean update;

  @Override
  public Integer call() throws AdmException {
    CloudSecret secret = secret();
    Written written = FolderLock.readingIfPossible(options.layout().root(), () -> write(secret));
    say(
        "wrote %s, %d bytes with private keys in them"
            .formatted(written.bundle(), written.length()));
    if (relay.isEmpty()) {
      say("it does not contain RELAY; set RELAY in the deployment");
    }
    if (apply) {
      apply(secret, written);
    } else {
      print(written.command().orElseThrow());
      if (!written.files().isEmpty()) {
        Path folder = folder();
        say(
            "%s holds private keys for that command; then: rm -r %s"
                .formatted(folder, ShellWord.of(folder.toString())));
      }
    }
    return 0;
  }

  /**
   * Files written into the folder of certificates.
   *
   * @param files what the cloud's CLI is to read, by name; it is written only for its command
   * @param command what is to be run; empty if this process does
   */
  private record Written(
      Path bundle, int length, Map<String, String> files, Optional<CloudCommand> command) {}

  private Written write(CloudSecret secret) throws AdmException {
    PartyEnvironment environment =
        PartyEnvironment.of(
            options.layout(),
            options.user(),
            options.party(),
            options.meeting(relay, dest),
            Clock.systemUTC());
    environment.warnings().forEach(this::say);
    Map<String, String> variables = environment.variables();
    String text = Bundle.encode(variables);
    CloudLimit.passed(cloud, variables, text).forEach(this::say);
    Path file = bundle.orElse(options.layout().bundle(options.user(), options.party()));
    BundleFile.write(options.layout().root(), file, text);
    Map<String, String> files = cloud.files(variables);
    Optional<CloudCommand> command =
        apply
            ? Optional.empty()
            : Optional.of(
                secret.command(file, SecretFiles.write(options.layout().root(), folder(), files)));
    return new Written(file, text.length(), files, command);
  }

  private Path folder() {
    return options.layout().secrets(options.user(), options.party(), cloud.toString());
  }

  private CloudSecret secret() throws AdmException {
    String chosen = name.isPresent() ? name.get() : usualName();
    try {
      return CloudSecret.of(cloud, chosen, vault, update);
    } catch (AdmException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The contract's name for this party's secret, unless it is also that of another party here. */
  private String usualName() throws AdmException {
    String usual = cloud.secretName(options.user(), options.party());
    FolderIndex.Member self = new FolderIndex.Member(options.user(), options.party());
    for (FolderIndex.Member other : new FolderIndex(options.layout()).parties()) {
      if (!other.equals(self) && cloud.secretName(other.user(), other.party()).equals(usual)) {
        throw new AdmException(
            "%s is also the secret of user %s's party %s; give this one another with --name"
                .formatted(usual, other.user(), other.party()));
      }
    }
    return usual;
  }

  private void apply(CloudSecret secret, Written written) throws AdmException {
    try (SecretFiles.Temporary temporary =
        SecretFiles.Temporary.in(written.bundle().toAbsolutePath().getParent())) {
      Path folder = temporary.folder();
      CloudCommand command =
          secret.command(written.bundle(), SecretFiles.write(folder, folder, written.files()));
      print(command);
      command.run(System.err);
    }
    say("%s has stored %s".formatted(cloud.program(), secret.name()));
  }

  private void print(CloudCommand command) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(command.line());
    out.flush();
  }

  private void say(String text) {
    FrAdm.say(spec.commandLine(), text);
  }
}
