package io.frelay.pem;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.folder.CertificateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Revocation lists, PEM or DER: a sentence or a list, and a list only of a CA that is trusted. The
 * signature is the last thing to be looked at, so all before it sees strangers' bytes.
 */
public final class RevocationListsTarget {
  private static final X509Certificate CA = ca();

  private RevocationListsTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      for (X509CRL list : RevocationLists.parse(input, "list", "the CA", List.of(CA)).lists()) {
        if (!list.getIssuerX500Principal().equals(CA.getSubjectX500Principal())) {
          throw new AssertionError("a list of " + list.getIssuerX500Principal());
        }
        list.isRevoked(CA);
      }
    } catch (PemException e) {
      if (!e.getMessage().matches("list[\\x20-\\x7e]+")) {
        throw new AssertionError("not one clean sentence: " + e.getMessage(), e);
      }
    }
  }

  private static X509Certificate ca() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      new CertificateFolder(folder).createRelay(List.of(), CertificateOptions.DEFAULTS);
      Path file = folder.resolve("frelay-ca.pem");
      return Pem.certificates(Files.readString(file, StandardCharsets.US_ASCII), "ca").get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
