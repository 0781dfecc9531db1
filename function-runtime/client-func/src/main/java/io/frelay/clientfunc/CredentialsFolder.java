package io.frelay.clientfunc;

import io.frelay.client.Credential;
import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the credentials: the PEM variables if any is set, else a folder that fr-adm wrote.
 *
 * <p>Every shell sets USER, so it counts only together with a folder named on purpose.
 */
final class CredentialsFolder {
  private CredentialsFolder() {}

  static PartyCredentials load(Environment environment, Optional<Path> option)
      throws CredentialsException, UsageException {
    boolean inEnvironment =
        Arrays.stream(Credential.values())
            .map(Credential::name)
            .anyMatch(
                name ->
                    environment.text(name).isPresent()
                        || environment.text(name + "_FILE").isPresent());
    Optional<Path> folder = option.or(() -> environment.text("CERTS").map(Path::of));
    if (inEnvironment || folder.isEmpty()) {
      return PartyCredentials.fromEnvironment(environment.variables());
    }
    String name = environment.required("NAME", "with CERTS it says which party to be");
    String user = environment.required("USER", "with CERTS it says whose party to be");
    return fromFolder(folder.get(), user, name);
  }

  private static PartyCredentials fromFolder(Path certs, String user, String name)
      throws CredentialsException, UsageException {
    Path party = certs.resolve(user).resolve(name);
    if (!Files.isDirectory(party)) {
      throw new UsageException(
          "%s is no folder; make the party with: fr-adm create party --name %s --user %s"
              .formatted(party, name, user));
    }
    Path relayCert = party.resolve("relay-cert.pem");
    Path relayKey = party.resolve("relay-key.pem");
    if (!Files.exists(relayCert)) {
      relayCert = certs.resolve(name).resolve("cert.pem");
      relayKey = certs.resolve(name).resolve("key.pem");
    }
    return PartyCredentials.fromFiles(
        certs.resolve("frelay-ca.pem"),
        relayCert,
        relayKey,
        certs.resolve(user).resolve("user-ca.pem"),
        party.resolve("cert.pem"),
        party.resolve("key.pem"));
  }
}
