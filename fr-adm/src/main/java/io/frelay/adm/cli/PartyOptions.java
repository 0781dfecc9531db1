package io.frelay.adm.cli;

import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.cloud.PartyEnvironment.Contact;
import io.frelay.adm.folder.Layout;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the commands about one party's environment. */
final class PartyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "USER",
      required = true,
      converter = CommandValues.UserConverter.class,
      description = "The party's user.")
  private String user;

  @Option(
      names = "--party",
      paramLabel = "PARTY",
      required = true,
      converter = CommandValues.PartyConverter.class,
      description = "The party.")
  private String party;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "",
      description = "TAG, which distinguishes sessions of the same two parties.")
  private String tag;

  @Mixin private FolderOption certs;

  String user() {
    return user;
  }

  String party() {
    return party;
  }

  Layout layout() {
    return new Layout(certs.folder());
  }

  /** Relay, peer and tag of the party, checked; a fault in them is wrong usage. */
  Contact meeting(Optional<String> relay, Optional<String> dest) {
    if (dest.isPresent() && dest.get().equals(party)) {
      throw new ParameterException(
          spec.commandLine(),
          "--dest and --party are both '%s', and a party cannot connect to itself; name the other party with --dest"
              .formatted(IssuedNames.printable(party)));
    }
    try {
      return new Contact(relay, dest, tag);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--dest or --tag: " + e.getMessage(), e);
    }
  }
}
