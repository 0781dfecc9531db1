package io.frelay.pem;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** Validity of a certificate at a given time. */
public enum ValidityStatus {
  VALID,
  NOT_YET,
  EXPIRED;

  /** Status at {@code now}; both ends of the validity period are included. */
  public static ValidityStatus of(X509Certificate certificate, Instant now) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return EXPIRED;
    }
    return now.isBefore(certificate.getNotBefore().toInstant()) ? NOT_YET : VALID;
  }

  /**
   * Requires that a certificate is valid by this machine's clock.
   *
   * @param source its name in the message
   * @throws PemException in one sentence, with what to do
   */
  public static void require(X509Certificate certificate, String source) throws PemException {
    switch (of(certificate, Instant.now())) {
      case VALID -> {}
      case NOT_YET ->
          throw new PemException(
              "%s is not valid before %s; check this machine's clock"
                  .formatted(source, certificate.getNotBefore().toInstant()));
      case EXPIRED ->
          throw new PemException(
              "%s expired on %s; make a new one with fr-adm"
                  .formatted(source, certificate.getNotAfter().toInstant()));
    }
  }
}
