package io.frelay.pem;

import io.frelay.protocol.Printable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Revocation lists of CAs (RFC 5280, 5). Immutable.
 *
 * @param lists at least one
 * @param editions how new they are
 */
public record RevocationLists(List<X509CRL> lists, ListEditions editions) {
  /** Label of a list's PEM block. */
  public static final String LABEL = "X509 CRL";

  /** Extensions of lists that are not all that a CA has revoked: RFC 5280, 5.2.4 and 5.2.5. */
  private static final String DELTA = "2.5.29.27";

  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";

  /**
   * The lists of a text, at least one: PEM, or one in DER. One that is overdue is a list all the
   * same.
   *
   * @param name the text's name in messages
   * @param ca the CAs' name in messages
   * @param authorities the CAs, one of which must have signed each list
   * @throws PemException in one sentence, if one cannot be read, is of somebody else, or is not
   *     whole
   */
  public static RevocationLists parse(
      byte[] content, String name, String ca, List<X509Certificate> authorities)
      throws PemException {
    List<X509CRL> lists = lists(content, name);
    ListEditions editions = ListEditions.NONE;
    for (X509CRL list : lists) {
      X509Certificate signer = signer(list, name, ca, authorities);
      requireWhole(list, name);
      editions = editions.and(ListEditions.of(list, signer));
    }
    return new RevocationLists(lists, editions);
  }

  /** Earliest time at which a newer list is due; empty if no list says. */
  public Optional<Instant> due() {
    return lists.stream()
        .map(X509CRL::getNextUpdate)
        .filter(Objects::nonNull)
        .map(Date::toInstant)
        .min(Comparator.naturalOrder());
  }

  private static List<X509CRL> lists(byte[] content, String name) throws PemException {
    if (content.length > 0 && content[0] == 0x30) { // DER: a SEQUENCE
      return List.of(decode(content, name));
    }
    List<X509CRL> lists = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(new String(content, StandardCharsets.UTF_8), name)) {
      if (block.label().equals(LABEL)) {
        lists.add(decode(block.der(), name));
      }
    }
    if (lists.isEmpty()) {
      throw new PemException(name + " holds no revocation list");
    }
    return List.copyOf(lists);
  }

  /**
   * A list in DER, whoever signed it.
   *
   * @param name its name in messages
   * @throws PemException if it is cut short or damaged
   */
  public static X509CRL decode(byte[] der, String name) throws PemException {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    } catch (CRLException | CertificateException e) {
      throw new PemException(name + ": the revocation list is cut short or damaged", e);
    }
  }

  private static X509Certificate signer(
      X509CRL list, String name, String ca, List<X509Certificate> authorities) throws PemException {
    for (X509Certificate authority : authorities) {
      if (authority.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
        try {
          list.verify(authority.getPublicKey());
          return authority;
        } catch (GeneralSecurityException e) {
          // Another CA of the same name may have signed it.
        }
      }
    }
    throw new PemException(
        "%s is not signed by %s, but by %s; make the list with the CA that signed the parties' certificates"
            .formatted(name, ca, printable(list.getIssuerX500Principal())));
  }

  private static void requireWhole(X509CRL list, String name) throws PemException {
    if (list.getExtensionValue(ISSUING_DISTRIBUTION_POINT) != null) {
      throw new PemException(
          "%s is about some of the CA's certificates only (extension issuingDistributionPoint); give a list of all that the CA has revoked"
              .formatted(name));
    }
    Set<String> critical = list.getCriticalExtensionOIDs(); // null: it has no extensions at all
    boolean isDelta = list.getExtensionValue(DELTA) != null;
    if (isDelta || (critical != null && !critical.isEmpty())) {
      throw new PemException(
          "%s is of a kind that cannot be read here, such as the changes of a list alone (extension %s); give the whole list"
              .formatted(name, isDelta ? DELTA : String.join(", ", critical)));
    }
  }

  static String printable(X500Principal name) {
    return Printable.of(name.getName());
  }
}
