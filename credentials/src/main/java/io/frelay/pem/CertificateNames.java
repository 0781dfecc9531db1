package io.frelay.pem;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The names in a certificate that say who its holder is.
 *
 * @param commonNames every CN of the subject, as text
 * @param organizations every O of the subject, as text
 * @param dnsNames every DNS subject alternative name (RFC 5280, 4.2.1.6)
 */
public record CertificateNames(
    List<String> commonNames, List<String> organizations, List<String> dnsNames) {
  private static final int DNS_NAME = 2;
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ORGANIZATION = "2.5.4.10";

  /**
   * Reads them.
   *
   * @throws PemException if the subject or the alternative names cannot be read, or a CN or O is
   *     not text
   */
  public static CertificateNames of(X509Certificate certificate) throws PemException {
    List<String> commonNames = new ArrayList<>();
    List<String> organizations = new ArrayList<>();
    for (Subject.Attribute attribute : Subject.attributes(certificate)) {
      switch (attribute.type()) {
        case COMMON_NAME -> commonNames.add(attribute.text());
        case ORGANIZATION -> organizations.add(attribute.text());
        default -> {}
      }
    }
    return new CertificateNames(
        List.copyOf(commonNames), List.copyOf(organizations), dnsNames(certificate));
  }

  /** The CN, if there is exactly one. */
  public Optional<String> commonName() {
    return commonNames.size() == 1 ? Optional.of(commonNames.get(0)) : Optional.empty();
  }

  /**
   * The names that count: the DNS names, and the one CN only where there are none (RFC 6125,
   * 6.4.4). Possibly none.
   */
  public List<String> identities() {
    return dnsNames.isEmpty() ? commonName().stream().toList() : dnsNames;
  }

  /** True if the certificate names {@code name}; the comparison is exact. */
  public boolean names(String name) {
    return identities().contains(name);
  }

  private static List<String> dnsNames(X509Certificate certificate) throws PemException {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new PemException("the certificate's alternative names cannot be read", e);
    }
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.get(0).equals(DNS_NAME))
            .map(name -> (String) name.get(1))
            .toList();
  }
}
