package io.frelay.adm.ca;

import io.frelay.pem.ValidityStatus;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Checks whether a CA signed a certificate (PKIX, RFC 5280, 6), and whether both are valid. */
public final class ChainCheck {
  private ChainCheck() {}

  /** True if {@code ca} signed {@code certificate}, regardless of the date; a root signs itself. */
  public static boolean signed(X509Certificate ca, X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(ca.getSubjectX500Principal())) {
      return false;
    }
    try {
      if (ca.equals(certificate)) {
        ca.verify(ca.getPublicKey());
        return true;
      }
      CertPath path =
          CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(certificate.getNotAfter());
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return ca.getBasicConstraints() >= 0;
    } catch (CertPathValidatorException e) {
      return false;
    } catch (GeneralSecurityException e) {
      return false; // a key or signature algorithm that this JDK will not take
    }
  }

  /** Text that says why a certificate is not valid at {@code now}; empty if it is valid. */
  public static String outOfDate(X509Certificate certificate, Instant now) {
    return switch (ValidityStatus.of(certificate, now)) {
      case VALID -> "";
      case NOT_YET -> "not valid before " + certificate.getNotBefore().toInstant();
      case EXPIRED -> "expired at " + certificate.getNotAfter().toInstant();
    };
  }
}
