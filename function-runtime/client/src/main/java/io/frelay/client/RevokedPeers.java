package io.frelay.client;

import io.frelay.pem.PemException;
import io.frelay.pem.RevocationLists;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The certificates of peers that the user CA has revoked. A list in a file is looked at before
 * every handshake, and so also whenever a session is taken up again, and every few seconds while a
 * session stands; a new one that is of no use leaves the former in force, and is logged once. A
 * list that is overdue still counts. Safe for use by several threads.
 */
final class RevokedPeers {
  static final RevokedPeers NOBODY = new RevokedPeers(List.of(), Optional.empty(), List.of());

  private static final String FORMER_STAYS = "the former revocation list stays in force: ";
  private static final Stamp NEVER_SEEN = new Stamp(null, FileTime.fromMillis(0), -1);

  private final List<X509Certificate> authorities;
  private final Optional<Path> file;
  private final Optional<RevocationWatch> watch;
  private List<X509CRL> lists;
  private Stamp seen = NEVER_SEEN;
  private Optional<String> trouble = Optional.empty();

  /** What is known of a file without reading it; a file that is replaced has another. */
  private record Stamp(Object key, FileTime modified, long size) {
    static Stamp of(Path file) throws CredentialsException {
      try {
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(about.fileKey(), about.lastModifiedTime(), about.size());
      } catch (IOException e) {
        throw new CredentialsException(file + " cannot be read", e);
      }
    }
  }

  private RevokedPeers(
      List<X509Certificate> authorities, Optional<Path> file, List<X509CRL> lists) {
    this.authorities = authorities;
    this.file = file;
    this.watch = file.map(path -> new RevocationWatch(this, path));
    this.lists = lists;
  }

  /**
   * @param authorities the user's CAs
   * @throws CredentialsException if its file cannot be read
   * @throws PemException if the list cannot be read, or none of them has signed it
   */
  static RevokedPeers of(CredentialSource source, List<X509Certificate> authorities)
      throws CredentialsException, PemException {
    if (source.file().isEmpty()) {
      return new RevokedPeers(authorities, Optional.empty(), parse(source, authorities));
    }
    RevokedPeers peers = new RevokedPeers(authorities, source.file(), List.of());
    peers.readIfChanged(source.file().get());
    return peers;
  }

  private static List<X509CRL> parse(CredentialSource source, List<X509Certificate> authorities)
      throws PemException {
    byte[] content = source.pem().getBytes(StandardCharsets.ISO_8859_1);
    return RevocationLists.parse(content, source.name(), Credential.USER_CA.name(), authorities);
  }

  /**
   * @throws CertificateException if one of them has been revoked; where we are the TLS client, its
   *     cause makes the JDK send the alert certificate_revoked (a server's is a general one)
   */
  void requireNone(X509Certificate[] chain) throws CertificateException {
    if (Arrays.stream(chain).anyMatch(asOfNow())) {
      throw new CertificateException(
          "revoked",
          new CertPathValidatorException("revoked", null, null, -1, BasicReason.REVOKED));
    }
  }

  boolean contains(X509Certificate certificate) {
    return asOfNow().test(certificate);
  }

  /** Who is revoked, by one look. */
  Predicate<X509Certificate> asOfNow() {
    List<X509CRL> now = now();
    return certificate -> now.stream().anyMatch(list -> list.isRevoked(certificate));
  }

  /** Has the session ended when its peer comes onto the list, if that can change. */
  void watch(StandingSessions.Session session) {
    watch.ifPresent(each -> each.add(session));
  }

  /** What is wrong and does no harm yet, in a sentence. */
  synchronized Optional<String> warning(String name) {
    List<X509CRL> now = now();
    if (trouble.isPresent()) {
      return Optional.of(FORMER_STAYS + trouble.get());
    }
    return now.stream()
        .map(X509CRL::getNextUpdate)
        .filter(due -> due != null && Instant.now().isAfter(due.toInstant()))
        .min(Comparator.naturalOrder())
        .map(
            due ->
                "a newer %s was due on %s; the one there is still counts"
                    .formatted(name, due.toInstant()));
  }

  private synchronized List<X509CRL> now() {
    if (file.isPresent()) {
      try {
        readIfChanged(file.get());
        note(Optional.empty());
      } catch (CredentialsException | PemException e) {
        note(Optional.of(e.getMessage()));
      }
    }
    return lists;
  }

  private synchronized void readIfChanged(Path list) throws CredentialsException, PemException {
    Stamp stamp = Stamp.of(list); // before it is read, so that no change behind that is missed
    if (!stamp.equals(seen)) {
      lists = parse(CredentialSource.ofFile(list), authorities);
      seen = stamp;
    }
  }

  /** Logs what has changed; the messages name the file and hold nothing of its content. */
  private void note(Optional<String> now) {
    if (now.equals(trouble)) {
      return;
    }
    trouble = now;
    System.Logger log = System.getLogger(RevokedPeers.class.getName());
    if (now.isPresent()) {
      log.log(Level.WARNING, FORMER_STAYS + now.get());
    } else {
      log.log(Level.INFO, file.orElseThrow() + " is of use again and in force");
    }
  }
}
