package io.frelay.pem;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Reads what CAs say that they have revoked (RFC 5280, 5). */
public final class RevocationLists {
  /** Of a list's PEM block. */
  public static final String LABEL = "X509 CRL";

  /** What a list may say of itself that it has to be understood: which certificates it is about. */
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";

  private RevocationLists() {}

  /**
   * The lists of a text, at least one: PEM, or one in DER. One that is overdue is a list all the
   * same.
   *
   * @param name what to call the text in messages
   * @param ca what to call the CAs in messages
   * @param authorities the CAs, one of which must have signed each list
   * @throws PemException in one sentence, if one cannot be read, is of somebody else, or is not
   *     whole
   */
  public static List<X509CRL> parse(
      byte[] content, String name, String ca, List<X509Certificate> authorities)
      throws PemException {
    List<X509CRL> lists = lists(content, name);
    for (X509CRL list : lists) {
      requireSigned(list, name, ca, authorities);
      requireWhole(list, name);
    }
    return lists;
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
   * @param name what to call it in messages
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

  private static void requireSigned(
      X509CRL list, String name, String ca, List<X509Certificate> authorities) throws PemException {
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
        "%s is not signed by %s, but by %s; make the list with the CA that signed the parties' certificates"
            .formatted(name, ca, printable(list.getIssuerX500Principal())));
  }

  private static void requireWhole(X509CRL list, String name) throws PemException {
    Set<String> critical = list.getCriticalExtensionOIDs(); // null: it has no extensions at all
    List<String> unknown =
        critical == null
            ? List.of()
            : critical.stream().filter(oid -> !oid.equals(ISSUING_DISTRIBUTION_POINT)).toList();
    if (!unknown.isEmpty()) {
      throw new PemException(
          "%s is of a kind that cannot be read here, such as the changes of a list alone (extension %s); give the whole list"
              .formatted(name, String.join(", ", unknown)));
    }
  }

  private static String printable(X500Principal name) {
    return name.getName().replaceAll("[^\\x20-\\x7e]", "?");
  }
}
