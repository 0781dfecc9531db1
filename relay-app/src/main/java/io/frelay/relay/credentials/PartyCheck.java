package io.frelay.relay.credentials;

import io.frelay.pem.Trust;
import io.frelay.relay.connection.CertificateMark;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;

/**
 * A party's certificates under the relay CA: what is revoked is refused, and BoringSSL is told
 * which alert a refusal is, as it otherwise tells the party of an internal error of ours.
 */
final class PartyCheck implements Trust.Check {
  /** X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: the alert is unknown_ca (RFC 8446, 6.2). */
  private static final int UNKNOWN_CA = 20;

  /** X509_V_ERR_CERT_REVOKED: the alert is certificate_revoked. */
  private static final int REVOKED = 23;

  /** X509_V_ERR_CERT_REJECTED: the alert is bad_certificate. */
  private static final int REJECTED = 28;

  private final RelayCredentials credentials;
  private final VerifiedChains verified = new VerifiedChains(Clock.systemUTC(), 1_000);

  PartyCheck(RelayCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public void of(X509Certificate[] chain, Trust.Pkix pkix) throws CertificateException {
    try {
      verified.verify(chain, pkix);
    } catch (CertificateException e) {
      if (hasCause(e, CertificateExpiredException.class)
          || hasCause(e, CertificateNotYetValidException.class)) {
        throw e; // known to BoringSSL
      }
      throw hasCause(e, CertPathBuilderException.class)
          ? new OpenSslCertificateException("not signed by the relay CA", e, UNKNOWN_CA)
          : new OpenSslCertificateException("not fit for a party", e, REJECTED);
    }
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
}
