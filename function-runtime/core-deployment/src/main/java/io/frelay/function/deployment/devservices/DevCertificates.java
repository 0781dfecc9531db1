package io.frelay.function.deployment.devservices;

import io.frelay.adm.AdmException;
import io.frelay.adm.CertificateFolder;
import io.frelay.adm.CertificateOptions;
import io.frelay.adm.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Throw-away certificates: a relay, and a user whose parties have a directory of secrets each. */
final class DevCertificates {
  static final String USER = "dev";

  private final CertificateFolder certificates;
  private final Path folder;

  /**
   * @param folder that is there, and deleted in the end
   */
  DevCertificates(Path folder) throws AdmException {
    this.folder = folder;
    certificates = new CertificateFolder(folder.resolve("certs"));
    certificates.createRelay(List.of("localhost", "127.0.0.1"), CertificateOptions.DEFAULTS);
    certificates.createUser(USER, CertificateOptions.DEFAULTS);
  }

  /** For the relay. */
  Path root() {
    return certificates.layout().root();
  }

  /** Folder with the secrets of a party. */
  Path directory(String party) {
    return folder.resolve(party);
  }

  /** Makes a party's, with the names of variables, as {@code FRELAY_SECRETS_DIR} has them. */
  void party(String name, String relay) throws AdmException, IOException {
    certificates.createParty(USER, name, CertificateOptions.DEFAULTS);
    Layout layout = certificates.layout();
    Path directory = Files.createDirectory(directory(name));
    copy(layout.relayCa().certificate(), directory, "RELAY_CA");
    copy(layout.atRelay(USER, name).certificate(), directory, "RELAY_CERT");
    copy(layout.atRelay(USER, name).key(), directory, "RELAY_KEY");
    copy(layout.userCa(USER).certificate(), directory, "USER_CA");
    copy(layout.endToEnd(USER, name).certificate(), directory, "PARTY_CERT");
    copy(layout.endToEnd(USER, name).key(), directory, "PARTY_KEY");
    Files.writeString(directory.resolve("RELAY"), relay);
  }

  private static void copy(Path pem, Path directory, String variable) throws IOException {
    Path unused = Files.copy(pem, directory.resolve(variable));
  }
}
