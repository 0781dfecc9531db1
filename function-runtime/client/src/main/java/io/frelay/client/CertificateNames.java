package io.frelay.client;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Whom a certificate is for. */
final class CertificateNames {
  private static final int DNS_NAME = 2; // GeneralName, RFC 5280, 4.2.1.6

  private CertificateNames() {}

  /**
   * The names that count: the DNS names among the subject alternative names, and the CN only where
   * there are none (RFC 6125, 6.4.4). Empty if the certificate is too damaged to tell.
   */
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> name : alternativeNames(certificate)) {
      if (name.get(0).equals(DNS_NAME)) {
        names.add((String) name.get(1));
      }
    }
    if (names.isEmpty()) {
      commonName(certificate).ifPresent(names::add);
    }
    return List.copyOf(names);
  }

  static Optional<String> commonName(X509Certificate certificate) {
    return attribute(certificate, "CN");
  }

  static Optional<String> organization(X509Certificate certificate) {
    return attribute(certificate, "O");
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** The most specific attribute of that type in the subject. */
  private static Optional<String> attribute(X509Certificate certificate, String type) {
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    try {
      List<Rdn> rdns = new LdapName(subject).getRdns(); // the most specific comes last
      for (int i = rdns.size() - 1; i >= 0; i--) {
        Attribute attribute = rdns.get(i).toAttributes().get(type);
        if (attribute != null && attribute.get() instanceof String value) {
          return Optional.of(value);
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    } catch (NamingException e) {
      throw new IllegalStateException("an attribute in memory cannot fail to be read", e);
    }
    return Optional.empty();
  }
}
