package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Pem;
import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** PEM files: to objects and back. */
public final class PemFiles {
  /** Far more than any PEM here; a device or a disk image given by mistake is not read whole. */
  private static final int MAX_BYTES = 1 << 20;

  private PemFiles() {}

  /** The text of a file. */
  public static String read(Path file) throws AdmException {
    if (Files.isDirectory(file)) {
      throw new AdmException(file + " is a folder; name the PEM files in it");
    }
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new AdmException(file + " is too large for a certificate or key");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new AdmException("there is no file " + file, e);
    } catch (IOException e) {
      throw new AdmException("cannot read " + reason(e), e);
    }
  }

  /** The first certificate of a file. */
  public static X509Certificate certificate(Path file) throws AdmException {
    return certificates(file).get(0);
  }

  /** All certificates of a file, at least one. */
  static List<X509Certificate> certificates(Path file) throws AdmException {
    try {
      return Pem.certificates(read(file), file.toString());
    } catch (PemException e) {
      throw new AdmException(e.getMessage(), e);
    }
  }

  /** A certificate and its key, known to match. */
  public static CertifiedKey pair(PemPair files) throws AdmException {
    try {
      return CertifiedKey.of(
          read(files.certificate()),
          files.certificate().toString(),
          read(files.key()),
          files.key().toString());
    } catch (PemException e) {
      throw new AdmException(e.getMessage(), e);
    }
  }

  public static String text(X509Certificate certificate) {
    try {
      return new PemBlock("CERTIFICATE", certificate.getEncoded()).text();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded can be encoded", e);
    }
  }

  /** PKCS#8, not encrypted. */
  public static String text(PrivateKey key) {
    return new PemBlock("PRIVATE KEY", key.getEncoded()).text();
  }

  /** Which file could not be read or written, and why. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getFile() != null) {
      return f.getFile() + ": " + reason(f);
    }
    return String.valueOf(e.getMessage());
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
