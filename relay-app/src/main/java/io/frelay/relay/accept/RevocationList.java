package io.frelay.relay.accept;

import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import io.frelay.relay.connection.CertificateMark;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates that the relay CA has revoked: all that stand in one list or several (RFC 5280,
 * 5). A list that is overdue still counts. Immutable.
 */
public final class RevocationList {
  /** What a list may say of itself that it has to be understood: which certificates it is about. */
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";

  private final long[] revoked;
  private final Optional<Instant> nextUpdate;

  private RevocationList(long[] revoked, Optional<Instant> nextUpdate) {
    this.revoked = revoked;
    this.nextUpdate = nextUpdate;
  }

  /**
   * Reads lists, PEM or one in DER.
   *
   * @param name what to call them in messages
   * @param authorities the CAs, one of which must have signed each list
   * @throws PemException in one sentence, if one cannot be read, is of somebody else, or is not
   *     whole
   */
  static RevocationList parse(byte[] content, String name, List<X509Certificate> authorities)
      throws PemException {
    LongStream.Builder revoked = LongStream.builder();
    List<Instant> updates = new ArrayList<>();
    for (X509CRL list : lists(content, name)) {
      requireSigned(list, name, authorities);
      requireWhole(list, name);
      Collection<? extends X509CRLEntry> entries = list.getRevokedCertificates();
      if (entries != null) {
        entries.forEach(entry -> revoked.add(idOf(entry, list)));
      }
      if (list.getNextUpdate() != null) {
        updates.add(list.getNextUpdate().toInstant());
      }
    }
    return new RevocationList(
        revoked.build().sorted().distinct().toArray(),
        updates.stream().min(Comparator.naturalOrder()));
  }

  /** Whether it has the certificate with this {@link CertificateMark#id}. */
  public boolean contains(long id) {
    return Arrays.binarySearch(revoked, id) >= 0;
  }

  /** How many certificates it has. */
  public int size() {
    return revoked.length;
  }

  /** When a newer list is due; empty if it does not say. */
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  private static List<X509CRL> lists(byte[] content, String name) throws PemException {
    if (content.length > 0 && content[0] == 0x30) { // DER: a SEQUENCE
      return List.of(list(content, name));
    }
    List<X509CRL> lists = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(new String(content, StandardCharsets.UTF_8), name)) {
      if (block.label().equals("X509 CRL")) {
        lists.add(list(block.der(), name));
      }
    }
    if (lists.isEmpty()) {
      throw new PemException(name + " holds no revocation list");
    }
    return lists;
  }

  private static X509CRL list(byte[] der, String name) throws PemException {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    } catch (CRLException | CertificateException e) {
      throw new PemException(name + ": the revocation list is cut short or damaged", e);
    }
  }

  private static void requireSigned(X509CRL list, String name, List<X509Certificate> authorities)
      throws PemException {
    for (X509Certificate authority : authorities) {
      if (authority.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
        try {
          list.verify(authority.getPublicKey());
          return;
        } catch (GeneralSecurityException e) {
          // Another CA of the same name may have signed it.
        }
      }
    }
    throw new PemException(
        "%s is not signed by the relay CA, but by %s; make the list with the CA that signed the parties' certificates"
            .formatted(name, printable(list.getIssuerX500Principal())));
  }

  private static void requireWhole(X509CRL list, String name) throws PemException {
    Set<String> critical = list.getCriticalExtensionOIDs(); // null: it has no extensions at all
    List<String> unknown =
        critical == null
            ? List.of()
            : critical.stream().filter(oid -> !oid.equals(ISSUING_DISTRIBUTION_POINT)).toList();
    if (!unknown.isEmpty()) {
      throw new PemException(
          "%s is of a kind that the relay cannot read, such as the changes of a list alone (extension %s); give it the whole list"
              .formatted(name, String.join(", ", unknown)));
    }
  }

  private static long idOf(X509CRLEntry entry, X509CRL list) {
    X500Principal issuer = entry.getCertificateIssuer(); // null: that of the list
    return CertificateMark.id(
        issuer == null ? list.getIssuerX500Principal() : issuer, entry.getSerialNumber());
  }

  private static String printable(X500Principal name) {
    return name.getName().replaceAll("[^\\x20-\\x7e]", "?");
  }
}
