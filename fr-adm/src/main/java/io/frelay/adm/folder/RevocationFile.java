package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import io.frelay.pem.RevocationLists;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLHolder;

/**
 * A revocation list on the disk.
 *
 * @param file where it is
 * @param list what it says
 */
public record RevocationFile(Path file, X509CRL list) {
  /** The list of a CA; empty if there is none yet. */
  public static Optional<RevocationFile> in(Path file) throws AdmException {
    return isAt(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /**
   * True if there is a list.
   *
   * @throws AdmException if there is a broken symbolic link: treating it as no list would lose the
   *     entries of the former list
   */
  static boolean isAt(Path file) throws AdmException {
    if (Files.isSymbolicLink(file) && Files.notExists(file)) {
      throw new AdmException(
          file
              + " is a symbolic link to a file that does not exist; restore the revocation list, or remove the link if there was none");
    }
    return !Files.notExists(file); // one that cannot be seen is for read to complain of
  }

  /** Path to write a new list to: a symbolic link is followed. */
  static Path placeOf(Path file) throws AdmException {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    } catch (IOException e) {
      throw new AdmException("cannot write: " + PemFiles.reason(e) + "; nothing was changed", e);
    }
  }

  static boolean isIn(String pem) {
    return pem.contains("-----BEGIN " + RevocationLists.LABEL + "-----");
  }

  static RevocationFile read(Path file) throws AdmException {
    try {
      for (PemBlock block : PemBlock.parse(PemFiles.read(file), file.toString())) {
        if (block.label().equals(RevocationLists.LABEL)) {
          return new RevocationFile(file, RevocationLists.decode(block.der(), file.toString()));
        }
      }
      throw new AdmException(file + " holds no revocation list");
    } catch (PemException e) {
      throw new AdmException(e.getMessage(), e);
    }
  }

  public static String text(X509CRL list) {
    try {
      return new PemBlock(RevocationLists.LABEL, list.getEncoded()).text();
    } catch (CRLException e) {
      throw new IllegalStateException("a list that was decoded can be encoded", e);
    }
  }

  public boolean isSignedBy(X509Certificate ca) {
    try {
      list.verify(ca.getPublicKey());
      return ca.getSubjectX500Principal().equals(list.getIssuerX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Entry of a certificate of this CA; empty if it is not revoked. */
  public Optional<X509CRLEntry> entryOf(BigInteger serial) {
    return Optional.ofNullable(list.getRevokedCertificate(serial));
  }

  /** All that it has, the oldest first. */
  List<X509CRLEntry> entries() {
    Collection<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    return entries == null
        ? List.of()
        : entries.stream()
            .<X509CRLEntry>map(entry -> entry)
            .sorted(Comparator.comparing(X509CRLEntry::getRevocationDate))
            .toList();
  }

  /** The list's own number, which rises; zero if it has none. */
  BigInteger number() {
    try {
      Extension number = new X509CRLHolder(list.getEncoded()).getExtension(Extension.cRLNumber);
      return number == null
          ? BigInteger.ZERO
          : CRLNumber.getInstance(number.getParsedValue()).getCRLNumber();
    } catch (IOException | CRLException e) {
      throw new IllegalStateException("a list that was decoded can be decoded again", e);
    }
  }
}
