package io.frelay.relay.accept;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Pem;
import io.frelay.pem.PemException;
import io.frelay.protocol.Names;
import io.frelay.relay.config.RelayConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the relay proves itself with, and the CA it knows its parties by.
 *
 * @param identity the relay's key and certificate
 * @param authorities the relay CA, one certificate or several
 */
public record RelayCredentials(CertifiedKey identity, List<X509Certificate> authorities) {
  /**
   * Reads and checks what the configuration names.
   *
   * @throws PemException in one sentence, if anything is missing, unreadable, expired, of someone
   *     else, or does not match
   */
  public static RelayCredentials load(RelayConfig config) throws PemException {
    Source ca = Source.of(config.ca(), config.certs().resolve("frelay-ca.pem"), "relay.ca");
    Source cert = Source.of(config.cert(), config.certs().resolve("frelay/cert.pem"), "relay.cert");
    Source key = Source.of(config.key(), config.certs().resolve("frelay/key.pem"), "relay.key");
    RelayCredentials credentials =
        new RelayCredentials(
            CertifiedKey.of(cert.text(), cert.name(), key.text(), key.name()),
            Pem.certificates(ca.text(), ca.name()));
    for (X509Certificate authority : credentials.authorities) {
      requireValid(authority, ca.name());
    }
    requireValid(credentials.identity.leaf(), cert.name());
    if (!CertificateNames.of(credentials.identity.leaf()).names(Names.RELAY)) {
      throw new PemException(
          "%s is not the relay's: it does not name %s. Parties have variables RELAY_CA, RELAY_CERT and RELAY_KEY too: unset them here, or name the relay's folder with --certs"
              .formatted(cert.name(), Names.RELAY));
    }
    return credentials;
  }

  /** When the first of these is no longer valid. */
  public static Instant earliestExpiry(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static void requireValid(X509Certificate certificate, String source) throws PemException {
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      Instant now = Instant.now();
      Instant until = certificate.getNotAfter().toInstant();
      throw new PemException(
          now.isAfter(until)
              ? source + " expired on " + until + "; make a new one with fr-adm"
              : source
                  + " is not valid before "
                  + certificate.getNotBefore().toInstant()
                  + "; check this machine's clock");
    }
  }

  /**
   * One PEM text and what to call it in messages.
   *
   * @param text the PEM
   * @param name the file's path, or the setting that holds the text itself
   */
  private record Source(String text, String name) {
    private static final int LONGEST_PATH = 255;

    /** What every PEM in base64 begins with. */
    private static final String BASE64_BEGIN = "LS0tLS1CRUdJTi";

    private static final Pattern FILE_NAME = Pattern.compile(".*\\.(pem|key|crt|cer)");

    static Source of(Optional<String> setting, Path otherwise, String settingName)
        throws PemException {
      if (setting.isPresent() && isPem(setting.get())) {
        return new Source(setting.get(), settingName);
      }
      String file = setting.orElse(otherwise.toString());
      // What is no PEM may still be a damaged one, a key even: only what looks like a file is
      // shown.
      String name =
          FILE_NAME.matcher(file).matches() ? file : "the file that " + settingName + " names";
      try {
        return new Source(Files.readString(Path.of(file)), name);
      } catch (NoSuchFileException | InvalidPathException e) {
        throw new PemException(
            "%s does not exist; make it with fr-adm create relay, or name another with --certs or %s"
                .formatted(name, settingName));
      } catch (FileSystemException e) {
        throw new PemException("%s cannot be read: %s".formatted(name, reason(e)));
      } catch (IOException e) {
        throw new PemException("%s is not a text file".formatted(name));
      }
    }

    /** A PEM in whatever form an environment carries it, whole or not. */
    private static boolean isPem(String value) {
      return value.contains("-----")
          || value.startsWith(BASE64_BEGIN)
          || value.contains("\n")
          || value.length() > LONGEST_PATH;
    }

    private static String reason(FileSystemException e) {
      return e instanceof AccessDeniedException ? "permission denied" : e.getReason();
    }
  }
}
