package io.frelay.relay.credentials;

import io.frelay.pem.Authorities;
import io.frelay.pem.CertificateNames;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.ListEditions;
import io.frelay.pem.ListMemory;
import io.frelay.pem.PemException;
import io.frelay.pem.ValidityStatus;
import io.frelay.protocol.Names;
import io.frelay.relay.connection.CertificateMark;
import io.frelay.relay.connection.CloseReason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Key and certificate of the relay, and CAs and revocation lists for its parties.
 *
 * @param identity the relay's key and certificate
 * @param authorities the relay CA, one certificate or several, all valid when they were read
 * @param revocations the certificates of parties that count no more; empty if there is no list
 * @param warnings a sentence for each CA that was left out
 */
public record RelayCredentials(
    CertifiedKey identity,
    List<X509Certificate> authorities,
    Optional<RevocationList> revocations,
    List<String> warnings) {
  /**
   * Checks what was read.
   *
   * @throws PemException in one sentence, if anything is damaged, expired, of someone else, or does
   *     not match
   */
  static RelayCredentials of(RelayCredentialTexts.Texts texts) throws PemException {
    RelayCredentialTexts.Text ca = texts.ca();
    RelayCredentialTexts.Text cert = texts.cert();
    RelayCredentialTexts.Text key = texts.key();
    CertifiedKey identity = CertifiedKey.of(cert.pem(), cert.name(), key.pem(), key.name());
    Authorities authorities = Authorities.valid(ca.pem(), ca.name(), Instant.now());
    ValidityStatus.require(identity.leaf(), cert.name());
    if (!CertificateNames.of(identity.leaf()).names(Names.RELAY)) {
      throw new PemException(
          "%s is not the relay's: it does not name %s. Parties have variables RELAY_CA, RELAY_CERT and RELAY_KEY too: unset them here, or name the relay's folder with --certs"
              .formatted(cert.name(), Names.RELAY));
    }
    Optional<RevocationList> revocations = Optional.empty();
    if (texts.list().isPresent()) {
      RelayCredentialTexts.Text list = texts.list().get();
      // The list of a CA that has expired stands beside the others' for as long as the CA does.
      revocations = Optional.of(RevocationList.parse(list.bytes(), list.name(), authorities.all()));
    }
    return new RelayCredentials(identity, authorities.valid(), revocations, authorities.warnings());
  }

  /**
   * @throws PemException if the list is older than one that was in force, or is gone
   */
  void requireNotOlder(ListMemory memory, String listName) throws PemException {
    memory.requireNotOlder(editions(), listName, authorities);
  }

  private ListEditions editions() {
    return revocations.map(RevocationList::editions).orElse(ListEditions.NONE);
  }

  /** These are in force from now on. */
  void rememberIn(ListMemory memory) throws IOException {
    memory.remember(editions(), authorities);
  }

  /** Why a certificate that was good when its party came is so no more; empty if it is. */
  public Optional<CloseReason> objection(CertificateMark certificate, Instant now) {
    if (isRevoked(certificate.id())) {
      return Optional.of(CloseReason.REVOKED_CERTIFICATE);
    }
    return certificate.isExpired(now)
        ? Optional.of(CloseReason.EXPIRED_CERTIFICATE)
        : Optional.empty();
  }

  /** Returns whether a list has the certificate with this {@link CertificateMark#id}. */
  boolean isRevoked(long certificate) {
    return revocations.isPresent() && revocations.get().contains(certificate);
  }

  /** When the first of the relay's own certificates ends. */
  public Instant identityExpiry() {
    return earliestExpiry(identity.chain());
  }

  /** When the next of the relay CA's certificates ends; if all have ended, when the last did. */
  public Instant authorityExpiry() {
    Instant now = Instant.now();
    List<X509Certificate> valid =
        authorities.stream().filter(ca -> !now.isAfter(ca.getNotAfter().toInstant())).toList();
    return valid.isEmpty()
        ? authorities.stream()
            .map(RelayCredentials::end)
            .max(Comparator.naturalOrder())
            .orElseThrow()
        : earliestExpiry(valid);
  }

  /** When a newer revocation list is due; empty if there is none, or it does not say. */
  public Optional<Instant> listDue() {
    return revocations.flatMap(RevocationList::nextUpdate);
  }

  /** Returns whether the revocation list was due to be replaced before {@code now}. */
  public boolean isListOverdue(Instant now) {
    return listDue().filter(now::isAfter).isPresent();
  }

  /** Description for the log. */
  String summary() {
    return "the relay's certificate expires on %s, %s, %s"
        .formatted(
            identityExpiry(),
            authorities.size() == 1 ? "one CA" : authorities.size() + " CA certificates",
            revocations
                .map(list -> "%d revoked".formatted(list.size()))
                .orElse("no revocation list"));
  }

  private static Instant earliestExpiry(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(RelayCredentials::end)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
