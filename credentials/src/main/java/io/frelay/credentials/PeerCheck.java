package io.frelay.credentials;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import io.frelay.pem.Trust;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Trusts a chain only if its certificate also names the one party expected, exactly, and nothing of
 * it has been revoked.
 *
 * <p>The JDK's own "HTTPS" identification would not do: it takes a party named "1" for an IPv4
 * address, and does not look at a client's certificate.
 */
public record PeerCheck(RevocationListInForce revoked, String expected) implements Trust.Check {
  /** A chain in order, with somebody else's name. */
  public static final class WrongNameException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final List<String> names;

    WrongNameException(String expected, List<String> names) {
      super("the certificate names " + names + ", not " + expected);
      this.names = names;
    }

    public List<String> names() {
      return names;
    }
  }

  @Override
  public void of(X509Certificate[] chain, Trust.Pkix pkix) throws CertificateException {
    pkix.verify();
    revoked.requireNone(chain);
    requireName(chain[0]);
  }

  private void requireName(X509Certificate certificate) throws CertificateException {
    List<String> names;
    try {
      names = CertificateNames.of(certificate).identities();
    } catch (PemException e) {
      throw new CertificateException(e);
    }
    if (!names.contains(expected)) {
      throw new WrongNameException(expected, names);
    }
  }
}
