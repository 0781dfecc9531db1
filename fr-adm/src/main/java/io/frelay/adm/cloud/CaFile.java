package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.ChainCheck;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.SubjectName;
import io.frelay.adm.folder.PemFiles;
import io.frelay.pem.Authorities;
import io.frelay.pem.PemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The file of a CA, which may hold several while one takes over from another.
 *
 * @param all in the order of the file
 * @param counting those that are valid; if none is, all
 * @param warnings what is out of date
 */
record CaFile(List<X509Certificate> all, List<X509Certificate> counting, List<String> warnings) {
  /**
   * @param command what makes it
   * @throws AdmException if it is missing, or cannot be read
   */
  static CaFile read(Path file, String command, Instant now) throws AdmException {
    if (!Files.exists(file)) {
      throw new AdmException(file + " is missing. Make it: " + command);
    }
    try {
      Authorities authorities = Authorities.of(PemFiles.read(file), file.toString(), now);
      if (!authorities.valid().isEmpty()) {
        return new CaFile(authorities.all(), authorities.valid(), authorities.warnings());
      }
      String trouble = ChainCheck.outOfDate(Authorities.lastToExpire(authorities.all()), now);
      return new CaFile(
          authorities.all(),
          authorities.all(),
          List.of("%s is not usable: %s".formatted(file, trouble)));
    } catch (PemException e) {
      throw new AdmException(e.getMessage(), e);
    }
  }

  /** Valid certificates, in PEM. */
  String text() {
    return counting.stream().map(PemFiles::text).collect(Collectors.joining());
  }

  /** Names of the valid certificates. */
  String names() {
    return counting.stream()
        .map(ca -> IssuedNames.printable(SubjectName.of(ca).commonName()))
        .collect(Collectors.joining(", "));
  }
}
