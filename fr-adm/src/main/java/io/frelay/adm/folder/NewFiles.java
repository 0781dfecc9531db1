package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.folder.Created.CreatedFile;
import io.frelay.pem.CertifiedKey;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;

/** Certificates and keys on their way to the disk, and what each is for. */
final class NewFiles {
  private final FileBatch batch;
  private final List<CreatedFile> files = new ArrayList<>();

  /**
   * @param root the folder that they are to lie in
   */
  NewFiles(Path root) {
    this.batch = new FileBatch(root);
  }

  void addCa(PemPair place, CertificateAuthority ca, String purpose) {
    add(place, ca.root(), purpose, "secret: it signs certificates; keep it here");
  }

  void addLeaf(PemPair place, CertifiedKey leaf, String purpose) {
    add(place, leaf, purpose, "secret: its key");
  }

  void addList(Path place, X509CRL list, String purpose) {
    batch.add(place, RevocationFile.text(list));
    files.add(new CreatedFile(place, purpose));
  }

  /** The key goes first, so that a certificate that is there has its key. */
  private void add(PemPair place, CertifiedKey pair, String purpose, String keyPurpose) {
    batch.addSecret(place.key(), PemFiles.text(pair.key()));
    batch.add(place.certificate(), PemFiles.text(pair.leaf()));
    files.add(new CreatedFile(place.certificate(), purpose));
    files.add(new CreatedFile(place.key(), keyPurpose));
  }

  /** Writes all or nothing, see {@link FileBatch#write}. */
  Created write(boolean replace, String summary, List<String> notes, String next)
      throws AdmException {
    batch.write(replace);
    return new Created(summary, files, notes, next);
  }
}
