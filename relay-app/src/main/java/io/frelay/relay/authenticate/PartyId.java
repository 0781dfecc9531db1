package io.frelay.relay.authenticate;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import io.frelay.protocol.Names;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Identity of a party, from its relay certificate: one function of one user.
 *
 * @param user the certificate's O; where it has none, the one of the relay's settings, or ""
 * @param name the certificate's CN
 */
public record PartyId(String user, String name) {
  /**
   * Reads the party from its verified certificate; empty if that does not name exactly one.
   *
   * @param userWithoutO the user where the certificate names none
   */
  static Optional<PartyId> of(X509Certificate certificate, String userWithoutO) {
    try {
      CertificateNames names = CertificateNames.of(certificate);
      if (names.organizations().size() > 1 || names.dnsNames().contains(Names.RELAY)) {
        return Optional.empty(); // a relay's certificate is for clients too, and no party's
      }
      String user = names.organizations().isEmpty() ? userWithoutO : names.organizations().get(0);
      return names
          .commonName()
          .filter(name -> Names.isParty(name) && Names.isUser(user))
          .map(name -> new PartyId(user, name));
    } catch (PemException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return user.isEmpty() ? name : user + "/" + name;
  }
}
