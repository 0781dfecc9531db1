package io.frelay.adm;

import io.frelay.adm.PartyEnvironment.Meeting;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands about one party's environment take. */
final class PartyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
      description = "Whose environment it is.")
  private String party;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "",
      description = "Also TAG, which tells several sessions of two parties apart.")
  private String tag;

  @Option(
      names = {"--certs", "--out"},
      paramLabel = "DIR",
      defaultValue = Layout.DEFAULT_ROOT,
      description = "The folder of certificates. Default: ${DEFAULT-VALUE}.")
  private Path certs;

  String user() {
    return user;
  }

  String party() {
    return party;
  }

  Layout layout() {
    return new Layout(certs);
  }

  /** Whom the party meets where, checked; what is wrong is wrong usage. */
  Meeting meeting(Optional<String> relay, Optional<String> dest) {
    if (dest.isPresent() && dest.get().equals(party)) {
      throw new ParameterException(
          spec.commandLine(),
          "--dest and --party are both '%s', and no party meets itself; name the other one with --dest"
              .formatted(IssuedNames.printable(party)));
    }
    try {
      return new Meeting(relay, dest, tag);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--dest or --tag: " + e.getMessage(), e);
    }
  }
}
