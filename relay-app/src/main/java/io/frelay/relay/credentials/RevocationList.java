package io.frelay.relay.credentials;

import io.frelay.pem.ListEditions;
import io.frelay.pem.PemException;
import io.frelay.pem.RevocationLists;
import io.frelay.relay.connection.CertificateMark;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates that the relay CA has revoked: all that stand in one list or several (RFC 5280,
 * 5). A list that is overdue still counts. Immutable.
 */
public final class RevocationList {
  private final long[] revoked;
  private final ListEditions editions;
  private final Optional<Instant> nextUpdate;

  private RevocationList(long[] revoked, ListEditions editions, Optional<Instant> nextUpdate) {
    this.revoked = revoked;
    this.editions = editions;
    this.nextUpdate = nextUpdate;
  }

  /**
   * Reads lists, PEM or one in DER.
   *
   * @param name their name in messages
   * @param authorities the CAs, one of which must have signed each list
   * @throws PemException in one sentence, if one cannot be read, is of somebody else, or is not
   *     whole
   */
  static RevocationList parse(byte[] content, String name, List<X509Certificate> authorities)
      throws PemException {
    RevocationLists lists = RevocationLists.parse(content, name, "the relay CA", authorities);
    LongStream.Builder revoked = LongStream.builder();
    for (X509CRL list : lists.lists()) {
      Collection<? extends X509CRLEntry> entries = list.getRevokedCertificates();
      if (entries != null) {
        entries.forEach(entry -> revoked.add(idOf(entry, list)));
      }
    }
    return new RevocationList(
        revoked.build().sorted().distinct().toArray(), lists.editions(), lists.due());
  }

  /** Returns whether it has the certificate with this {@link CertificateMark#id}. */
  public boolean contains(long id) {
    return Arrays.binarySearch(revoked, id) >= 0;
  }

  /** Number of revoked certificates. */
  public int size() {
    return revoked.length;
  }

  /** Editions (numbers and dates) of its lists. */
  ListEditions editions() {
    return editions;
  }

  /** When a newer list is due; empty if it does not say. */
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  private static long idOf(X509CRLEntry entry, X509CRL list) {
    X500Principal issuer = entry.getCertificateIssuer(); // null: that of the list
    return CertificateMark.id(
        issuer == null ? list.getIssuerX500Principal() : issuer, entry.getSerialNumber());
  }
}
