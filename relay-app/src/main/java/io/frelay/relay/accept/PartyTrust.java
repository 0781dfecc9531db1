package io.frelay.relay.accept;

import io.frelay.pem.Trust;
import io.frelay.relay.connection.CertificateMark;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's verification of parties' certificates under the relay CA, with two additions: what is
 * revoked is refused, and BoringSSL is told which alert a refusal is, as it otherwise tells the
 * party of an internal error of ours.
 */
final class PartyTrust extends X509ExtendedTrustManager {
  /** X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: the alert is unknown_ca (RFC 8446, 6.2). */
  private static final int UNKNOWN_CA = 20;

  /** X509_V_ERR_CERT_REVOKED: the alert is certificate_revoked. */
  private static final int REVOKED = 23;

  /** X509_V_ERR_CERT_REJECTED: the alert is bad_certificate. */
  private static final int REJECTED = 28;

  private final X509ExtendedTrustManager jdk;
  private final RelayCredentials credentials;

  private PartyTrust(X509ExtendedTrustManager jdk, RelayCredentials credentials) {
    this.jdk = jdk;
    this.credentials = credentials;
  }

  static PartyTrust by(RelayCredentials credentials) throws GeneralSecurityException {
    return new PartyTrust(Trust.in(credentials.authorities()), credentials);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      jdk.checkClientTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      if (hasCause(e, CertificateExpiredException.class)
          || hasCause(e, CertificateNotYetValidException.class)) {
        throw e; // known to BoringSSL
      }
      throw hasCause(e, CertPathBuilderException.class)
          ? new OpenSslCertificateException("not signed by the relay CA", e, UNKNOWN_CA)
          : new OpenSslCertificateException("not fit for a party", e, REJECTED);
    }
    requireNotRevoked(chain);
  }

  private void requireNotRevoked(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate certificate : chain) {
      if (credentials.isRevoked(CertificateMark.of(certificate).id())) {
        throw new OpenSslCertificateException("revoked", new RevokedException(), REVOKED);
      }
    }
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType);
    requireNotRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, socket);
    requireNotRevoked(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the relay dials nobody");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("the relay dials nobody");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("the relay dials nobody");
  }
}
