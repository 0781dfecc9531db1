package io.frelay.local;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Throw-away certificates in a folder: a relay, and a user whose parties have a directory of
 * secrets each. Safe for use by several threads.
 */
public final class LocalCertificates {
  /** The user of all parties. */
  public static final String USER = "dev";

  private final Path folder;
  private final CertificateFolder certificates;

  private LocalCertificates(Path folder) {
    this.folder = folder;
    certificates = new CertificateFolder(folder.resolve("certs"));
  }

  /**
   * Makes those of the relay and the user.
   *
   * @param folder that is there
   */
  static LocalCertificates create(Path folder) throws AdmException {
    LocalCertificates created = new LocalCertificates(folder);
    List<String> hosts = List.of("localhost", "127.0.0.1");
    created.certificates.createRelay(hosts, CertificateOptions.DEFAULTS);
    created.certificates.createUser(USER, CertificateOptions.DEFAULTS);
    return created;
  }

  /**
   * Those of a relay that has been started.
   *
   * @param party directory of one of its parties
   */
  public static LocalCertificates beside(Path party) {
    return new LocalCertificates(party.toAbsolutePath().getParent());
  }

  /** A folder of {@code fr-adm}. */
  public Path root() {
    return certificates.layout().root();
  }

  /**
   * A directory with a party's secrets, as {@code FRELAY_SECRETS_DIR} has them; made if it is not
   * there.
   *
   * @param relay address that the party is to reach the relay by
   */
  public synchronized Path directory(String party, String relay) {
    Path directory = folder.resolve(party);
    try {
      if (!Files.exists(directory)) {
        make(party, relay, directory);
      }
      return directory;
    } catch (AdmException | IOException e) {
      throw new IllegalStateException("no certificates for party " + party, e);
    }
  }

  private void make(String party, String relay, Path directory) throws AdmException, IOException {
    certificates.createParty(USER, party, CertificateOptions.DEFAULTS);
    Layout layout = certificates.layout();
    Files.createDirectory(directory);
    copy(layout.relayCa().certificate(), directory, "RELAY_CA");
    copy(layout.atRelay(USER, party).certificate(), directory, "RELAY_CERT");
    copy(layout.atRelay(USER, party).key(), directory, "RELAY_KEY");
    copy(layout.userCa(USER).certificate(), directory, "USER_CA");
    copy(layout.endToEnd(USER, party).certificate(), directory, "PARTY_CERT");
    copy(layout.endToEnd(USER, party).key(), directory, "PARTY_KEY");
    Files.writeString(directory.resolve("RELAY"), relay);
  }

  private static void copy(Path pem, Path directory, String variable) throws IOException {
    Path unused = Files.copy(pem, directory.resolve(variable));
  }
}
