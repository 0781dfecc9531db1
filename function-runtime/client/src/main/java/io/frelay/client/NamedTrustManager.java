package io.frelay.client;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a chain only if its certificate also names the one party expected, exactly, and nothing of
 * it has been revoked. It decides within the handshake, so that the other side is sent an alert.
 *
 * <p>The JDK's own "HTTPS" identification would not do: it takes a party named "1" for an IPv4
 * address, and does not look at a client's certificate.
 */
final class NamedTrustManager extends X509ExtendedTrustManager {
  /** A chain in order, with somebody else's name. */
  static final class WrongNameException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final List<String> names;

    WrongNameException(String expected, List<String> names) {
      super("the certificate names " + names + ", not " + expected);
      this.names = names;
    }

    List<String> names() {
      return names;
    }
  }

  private final X509ExtendedTrustManager chains;
  private final RevokedPeers revoked;
  private final String expected;

  NamedTrustManager(X509ExtendedTrustManager chains, RevokedPeers revoked, String expected) {
    this.chains = chains;
    this.revoked = revoked;
    this.expected = expected;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, authType, engine);
    requirePeer(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    chains.checkClientTrusted(chain, authType, engine);
    requirePeer(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    chains.checkServerTrusted(chain, authType, socket);
    requirePeer(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    chains.checkClientTrusted(chain, authType, socket);
    requirePeer(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    chains.checkServerTrusted(chain, authType);
    requirePeer(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    chains.checkClientTrusted(chain, authType);
    requirePeer(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }

  private void requirePeer(X509Certificate[] chain) throws CertificateException {
    revoked.requireNone(chain);
    requireName(chain);
  }

  private void requireName(X509Certificate[] chain) throws CertificateException {
    List<String> names;
    try {
      names = CertificateNames.of(chain[0]).identities();
    } catch (PemException e) {
      throw new CertificateException(e);
    }
    if (!names.contains(expected)) {
      throw new WrongNameException(expected, names);
    }
  }
}
