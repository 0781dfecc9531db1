package io.frelay.clientfunc;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the credentials: the PEM variables if any that is required is set, else a folder that
 * fr-adm wrote, with the USER_CRL of the variables if there is one.
 *
 * <p>Every shell sets USER, so it counts only together with a folder named on purpose, or with NAME
 * where {@code certs} is there.
 */
final class CredentialsFolder {
  /** Default folder of fr-adm. */
  private static final Path USUAL = Path.of("certs");

  private CredentialsFolder() {}

  static PartyCredentials load(Environment environment, Optional<Path> option, Messenger messenger)
      throws CredentialsException, UsageException {
    PartyCredentials credentials = find(environment, option, messenger);
    credentials.warning().ifPresent(messenger::say);
    return credentials;
  }

  private static PartyCredentials find(
      Environment environment, Optional<Path> option, Messenger messenger)
      throws CredentialsException, UsageException {
    Optional<String> given = firstPemVariable(environment);
    if (given.isPresent()) {
      return fromVariables(environment, named(environment, option), given.get(), messenger);
    }
    Optional<Path> folder = folder(environment, option);
    if (folder.isEmpty()) {
      throw new UsageException(
          "not set: %s; set each to a PEM text, or %s_FILE and so on to the path of a file,"
                  .formatted(
                      PartyVariable.pems().stream()
                          .filter(PartyVariable::isRequired)
                          .map(PartyVariable::name)
                          .collect(Collectors.joining(", ")),
                      PartyVariable.RELAY_CA)
              + " or use a folder of fr-adm with CERTS=DIR USER=U NAME=P");
    }
    String name = environment.required("NAME", "with CERTS it names the party");
    String user = environment.required("USER", "with CERTS it names the user");
    return fromFolder(folder.get(), user, name, environment, messenger);
  }

  private static Optional<Path> named(Environment environment, Optional<Path> option)
      throws UsageException {
    return option.isPresent() ? option : environment.decoded("CERTS").map(Path::of);
  }

  /** The one that is named, or the usual one. */
  private static Optional<Path> folder(Environment environment, Optional<Path> option)
      throws UsageException {
    Optional<Path> named = named(environment, option);
    return named.isEmpty() && environment.text("NAME").isPresent()
        ? Optional.of(USUAL).filter(Files::isDirectory)
        : named;
  }

  /** Optional files that a folder has; none if the variables are used instead of a folder. */
  static Set<Path> optionalFiles(Environment environment, Optional<Path> option)
      throws UsageException {
    Optional<Path> folder = folder(environment, option);
    Optional<String> user = environment.text("USER");
    Optional<String> name = environment.text("NAME");
    boolean used = firstPemVariable(environment).isEmpty();
    if (!used || folder.isEmpty() || user.isEmpty() || name.isEmpty()) {
      return Set.of();
    }
    Path ofUser = folder.get().resolve(user.get());
    return Stream.of(revocations(ofUser), relayCert(ofUser.resolve(name.get())))
        .filter(Files::exists)
        .collect(Collectors.toSet());
  }

  private static Path revocations(Path ofUser) {
    return ofUser.resolve("user-crl.pem");
  }

  private static Path relayCert(Path party) {
    return party.resolve("relay-cert.pem");
  }

  private static Optional<String> firstPemVariable(Environment environment) {
    return PartyVariable.pems().stream()
        .filter(PartyVariable::isRequired)
        .flatMap(credential -> Stream.of(credential.name(), credential.fileVariable()))
        .filter(name -> environment.text(name).isPresent())
        .findFirst();
  }

  /** Says what it leaves aside: a forgotten variable of another shell session is easily missed. */
  private static PartyCredentials fromVariables(
      Environment environment, Optional<Path> folder, String given, Messenger messenger)
      throws CredentialsException {
    PartyCredentials credentials = PartyCredentials.fromEnvironment(environment.variables());
    if (folder.isPresent()) {
      messenger.say(
          "%s is set, so the folder %s is not used; unset the PEM variables to use it"
              .formatted(given, folder.get()));
    }
    Optional<String> name = environment.text("NAME");
    if (name.isPresent() && !name.get().equals(credentials.party())) {
      messenger.say(
          "this is party %s, by RELAY_CERT; NAME=%s is ignored"
              .formatted(credentials.party(), name.get()));
    }
    return credentials;
  }

  private static PartyCredentials fromFolder(
      Path certs, String user, String name, Environment environment, Messenger messenger)
      throws CredentialsException, UsageException {
    Path party = certs.resolve(user).resolve(name);
    if (!Files.isDirectory(party)) {
      throw new UsageException(
          "%s is not a folder; make the party with: fr-adm create party --name %s --user %s%s"
              .formatted(party, name, user, isDefault(certs) ? "" : " --out " + certs));
    }
    Path relayCert = relayCert(party);
    Path relayKey = party.resolve("relay-key.pem");
    if (!Files.exists(relayCert)) {
      relayCert = certs.resolve(name).resolve("cert.pem");
      relayKey = certs.resolve(name).resolve("key.pem");
    }
    Map<String, String> variables = new HashMap<>();
    put(variables, PartyVariable.RELAY_CA, certs.resolve("frelay-ca.pem"));
    put(variables, PartyVariable.RELAY_CERT, relayCert);
    put(variables, PartyVariable.RELAY_KEY, relayKey);
    put(variables, PartyVariable.USER_CA, certs.resolve(user).resolve("user-ca.pem"));
    put(variables, PartyVariable.PARTY_CERT, party.resolve("cert.pem"));
    put(variables, PartyVariable.PARTY_KEY, party.resolve("key.pem"));
    putRevocations(variables, revocations(certs.resolve(user)), environment, messenger);
    environment
        .text("USER_CRL_OVERDUE")
        .ifPresent(policy -> variables.put("USER_CRL_OVERDUE", policy));
    return PartyCredentials.fromEnvironment(variables);
  }

  private static void put(Map<String, String> variables, PartyVariable credential, Path file) {
    variables.put(credential.fileVariable(), file.toString());
  }

  /** The list that was named on purpose, else the folder's, unless it certainly has none. */
  private static void putRevocations(
      Map<String, String> variables, Path file, Environment environment, Messenger messenger) {
    boolean there = !Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    for (String name : List.of("USER_CRL", "USER_CRL_FILE")) {
      Optional<String> given = environment.text(name);
      if (given.isPresent()) {
        variables.put(name, given.get());
        if (there) {
          messenger.say("%s is set, so %s is not used".formatted(name, file));
        }
        return;
      }
    }
    if (there) {
      put(variables, PartyVariable.USER_CRL, file);
    }
  }

  private static boolean isDefault(Path certs) {
    return certs.toAbsolutePath().normalize().equals(USUAL.toAbsolutePath());
  }
}
