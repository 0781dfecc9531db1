package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.ChainCheck;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.adm.ca.SubjectName;
import io.frelay.pem.Pem;
import io.frelay.pem.PemException;
import io.frelay.protocol.Printable;
import io.frelay.protocol.Sha256;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Report on one PEM file.
 *
 * @param text for the terminal; never key material
 * @param warnings what should be put right although the file can be used
 * @param valid whether every certificate verifies, is valid now and not revoked, and every key
 *     belongs to a certificate if there is one beside it
 */
public record Inspection(String text, List<String> warnings, boolean valid) {

  /**
   * Of a file.
   *
   * @param cas the folder to search for CAs; empty for the folders that the file lies in
   * @throws AdmException if the file cannot be read, or holds neither certificate, key nor
   *     revocation list
   */
  public static Inspection of(Path file, Optional<Path> cas, Clock clock) throws AdmException {
    FolderCas known = cas.isPresent() ? FolderCas.in(cas.get()) : FolderCas.around(file);
    if (RevocationFile.isIn(PemFiles.read(file))) {
      return ListInspection.of(file, known, clock.instant());
    }
    return new Inspector(file, known, clock.instant()).inspect();
  }

  /** Collects the lines. */
  private static final class Inspector {
    private static final String CREATE = "fr-adm create --help";

    private final Path file;
    private final FolderCas cas;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();
    private final List<String> warnings = new ArrayList<>();
    private boolean valid = true;

    Inspector(Path file, FolderCas cas, Instant now) {
      this.file = file;
      this.cas = cas;
      this.now = now;
    }

    Inspection inspect() throws AdmException {
      String pem = PemFiles.read(file);
      boolean hasKey = pem.contains("PRIVATE KEY-----");
      try {
        if (!hasKey || pem.contains("BEGIN CERTIFICATE-----")) {
          for (X509Certificate certificate : Pem.certificates(pem, file.toString())) {
            certificate(certificate);
          }
        }
        if (hasKey) {
          key(Pem.privateKey(pem, file.toString()));
        }
      } catch (PemException e) {
        throw new AdmException(e.getMessage(), e);
      }
      return new Inspection(text.toString(), List.copyOf(warnings), valid);
    }

    private void certificate(X509Certificate certificate) {
      text.append(file).append(": certificate\n");
      line("kind", CertificateKind.of(certificate).toString());
      line("subject", certificate.getSubjectX500Principal().getName());
      line("names", String.join(", ", RelayHosts.of(certificate)));
      line("issuer", certificate.getIssuerX500Principal().getName());
      line("serial", certificate.getSerialNumber().toString(16));
      line("key", KeyType.describe(certificate.getPublicKey()));
      line("valid", validity(certificate));
      line("fingerprint", "SHA-256 " + fingerprint(certificate));
      line("verifies", verifies(certificate));
    }

    private void line(String label, String value) {
      String shown = value.isEmpty() ? "-" : Printable.of(value);
      text.append("  %-12s %s%n".formatted(label, shown));
    }

    private String validity(X509Certificate certificate) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      String trouble = ChainCheck.outOfDate(certificate, now);
      if (trouble.isEmpty()) {
        long days = Duration.between(now, until).toDays();
        return "%s to %s, %d days left".formatted(from, until, days);
      }
      valid = false;
      String flag = now.isAfter(until) ? "EXPIRED" : "NOT YET VALID";
      return "%s to %s, %s".formatted(from, until, flag);
    }

    private String verifies(X509Certificate certificate) {
      Optional<FolderCas.Ca> signer = cas.signerOf(certificate);
      if (signer.isEmpty()) {
        if (certificate.getBasicConstraints() >= 0 && ChainCheck.signed(certificate, certificate)) {
          return "yes, signed by itself";
        }
        valid = false;
        return cas.cas().isEmpty()
            ? "NO: found no CA to verify it against; name their folder with --certs"
            : "NO: signed by none of the CAs in the folder; if its CA was replaced, make it again: "
                + cas.folder().map(certs -> remake(certs, certificate)).orElse(CREATE);
      }
      FolderCas.Ca ca = signer.get();
      String trouble = ChainCheck.outOfDate(ca.certificate(), now);
      if (!trouble.isEmpty()) {
        valid = false;
        return "NO: signed by %s, which is %s".formatted(ca.file(), trouble);
      }
      Optional<X509CRLEntry> revoked = revoked(ca, certificate);
      if (revoked.isPresent()) {
        valid = false;
        return "NO: revoked since " + revoked.get().getRevocationDate().toInstant();
      }
      return ca.certificate().equals(certificate)
          ? "yes, signed by itself"
          : "yes, signed by " + ca.file();
    }

    /** Entry of the certificate in the revocation list beside its CA. */
    private Optional<X509CRLEntry> revoked(FolderCas.Ca ca, X509Certificate certificate) {
      try {
        Path list = ca.revocations();
        return RevocationFile.in(list)
            .filter(file -> file.isSignedBy(ca.certificate()))
            .flatMap(file -> file.entryOf(certificate.getSerialNumber()));
      } catch (AdmException e) {
        warnings.add(e.getMessage());
        return Optional.empty();
      }
    }

    /** The command that makes the like of a certificate; its names may be of others' choice. */
    private static String remake(Layout certs, X509Certificate certificate) {
      SubjectName subject = SubjectName.of(certificate);
      try {
        return switch (CertificateKind.of(certificate)) {
          case RELAY -> certs.command("create relay --renew");
          case PARTY_AT_RELAY, PARTY_END_TO_END ->
              certs.createParty(
                      IssuedNames.user(subject.user()), IssuedNames.party(subject.commonName()))
                  + " --force";
          default -> CREATE;
        };
      } catch (AdmException e) {
        return CREATE;
      }
    }

    private void key(PrivateKey key) throws AdmException {
      text.append(file).append(": private key\n");
      line("key", KeyType.describe(key));
      List<Path> beside = certificatesBeside();
      List<String> own = new ArrayList<>();
      for (Path certificate : beside) {
        if (isKeyOf(certificate)) {
          own.add(certificate.toString());
        }
      }
      if (!own.isEmpty()) {
        line("belongs to", String.join(", ", own));
      } else if (beside.isEmpty()) {
        line("belongs to", "no certificate is beside it");
      } else {
        valid = false;
        line("belongs to", "NONE of the certificates beside it");
      }
      if (othersMayRead()) {
        warnings.add(file + " can be read by others; run: chmod 600 " + file);
      }
    }

    private List<Path> certificatesBeside() throws AdmException {
      List<Path> certificates = new ArrayList<>();
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(
              file.resolveSibling("x").toAbsolutePath().getParent(), "*.pem")) {
        for (Path entry : entries) {
          Path sibling = file.resolveSibling(entry.getFileName());
          if (Files.isRegularFile(sibling)
              && PemFiles.read(sibling).contains("BEGIN CERTIFICATE-----")) {
            certificates.add(sibling);
          }
        }
      } catch (IOException e) {
        throw new AdmException("cannot read " + PemFiles.reason(e), e);
      }
      certificates.sort(null);
      return certificates;
    }

    private boolean isKeyOf(Path certificate) {
      try {
        PemFiles.pair(new PemPair(certificate, file));
        return true;
      } catch (AdmException e) {
        return false;
      }
    }

    private boolean othersMayRead() throws AdmException {
      try {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
            || permissions.contains(PosixFilePermission.OTHERS_READ);
      } catch (UnsupportedOperationException e) {
        return false; // Windows: no such permissions to look at
      } catch (IOException e) {
        throw new AdmException("cannot read " + PemFiles.reason(e), e);
      }
    }

    private static String fingerprint(X509Certificate certificate) {
      try {
        byte[] hash = Sha256.of(certificate.getEncoded());
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("it was read from its encoding", e);
      }
    }
  }
}
