package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.ChainCheck;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.PemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The CA that a certificate and a key on the disk make. */
final class StoredCa {
  private StoredCa() {}

  /**
   * Reads it.
   *
   * @param what it is, for messages
   * @param command what makes it
   * @throws AdmException if a file is missing or damaged, or as {@link CertificateAuthority#of}
   *     says
   */
  static CertificateAuthority open(PemPair files, String what, String command, Instant now)
      throws AdmException {
    for (Path file : List.of(files.certificate(), files.key())) {
      if (!Files.exists(file)) {
        throw new AdmException(
            "there is no %s: %s is missing. Make it first: %s".formatted(what, file, command));
      }
    }
    return CertificateAuthority.of(root(files, now), files.certificate().toString(), now);
  }

  /** Selects, among several certificates in a file, the valid one that belongs to the key. */
  private static CertifiedKey root(PemPair files, Instant now) throws AdmException {
    for (X509Certificate each : PemFiles.certificates(files.certificate())) {
      if (ChainCheck.outOfDate(each, now).isEmpty()) {
        try {
          return CertifiedKey.of(
              PemFiles.text(each),
              files.certificate().toString(),
              PemFiles.read(files.key()),
              files.key().toString());
        } catch (PemException e) {
          // It may be that of another; if it is of none, the sentence is about the first.
        }
      }
    }
    return PemFiles.pair(files);
  }
}
