package io.frelay.adm.folder;

import io.frelay.protocol.Names;
import java.nio.file.Path;

/**
 * Paths in a folder of certificates:
 *
 * <pre>
 * frelay-ca.pem  frelay-key.pem                the relay CA
 * frelay-crl.pem                               what the relay CA has revoked
 * frelay/cert.pem  key.pem                     the relay
 * USER/user-ca.pem  user-key.pem               the user CA
 * USER/user-crl.pem                            what the user CA has revoked
 * USER/PARTY/cert.pem  key.pem                 the party, end to end
 * USER/PARTY/relay-cert.pem  relay-key.pem     the party, at the relay
 * USER/PARTY/bundle                            all that the party reads, in one text
 * USER/PARTY/secrets/CLOUD/                    the same, as that cloud's CLI reads it
 * PARTY/cert.pem  key.pem                      the same, for scripts that know one user only
 * </pre>
 *
 * @param root the folder, {@code certs} unless told otherwise
 */
public record Layout(Path root) {
  /** In the current folder. */
  public static final String DEFAULT_ROOT = "certs";

  static final String RELAY_CA = "frelay-ca.pem";
  public static final String REVOCATIONS = "frelay-crl.pem";
  static final String USER_CA = "user-ca.pem";
  static final String USER_REVOCATIONS = "user-crl.pem";

  public PemPair relayCa() {
    return new PemPair(root.resolve(RELAY_CA), root.resolve("frelay-key.pem"));
  }

  /** The revocation list of the relay CA, once there is one. */
  public Path revocations() {
    return root.resolve(REVOCATIONS);
  }

  /** The revocation list of a user's CA, once there is one. */
  public Path revocations(String user) {
    return root.resolve(user).resolve(USER_REVOCATIONS);
  }

  public PemPair relay() {
    return plain(root.resolve(Names.RELAY));
  }

  public PemPair userCa(String user) {
    Path folder = root.resolve(user);
    return new PemPair(folder.resolve(USER_CA), folder.resolve("user-key.pem"));
  }

  /** The party's certificate under the user CA. */
  public PemPair endToEnd(String user, String party) {
    return plain(root.resolve(user).resolve(party));
  }

  /** The party's certificate under the relay CA. */
  public PemPair atRelay(String user, String party) {
    Path folder = root.resolve(user).resolve(party);
    return new PemPair(folder.resolve("relay-cert.pem"), folder.resolve("relay-key.pem"));
  }

  public Path bundle(String user, String party) {
    return root.resolve(user).resolve(party).resolve("bundle");
  }

  public Path secrets(String user, String party, String cloud) {
    return root.resolve(user).resolve(party).resolve("secrets").resolve(cloud);
  }

  /** A copy of {@link #atRelay} that belongs to the first user with a party of this name. */
  public PemPair shared(String party) {
    return plain(root.resolve(party));
  }

  /** A command of fr-adm on this folder, for a message that names the next step. */
  public String command(String arguments) {
    String folder = root.toString();
    if (folder.equals(DEFAULT_ROOT)) {
      return "fr-adm " + arguments;
    }
    return "fr-adm %s --out %s".formatted(arguments, ShellWord.of(folder));
  }

  public String createParty(String user, String party) {
    return command("create party --name %s --user %s".formatted(party, user));
  }

  private static PemPair plain(Path folder) {
    return new PemPair(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }
}
