package io.frelay.relay.credentials;

import java.security.cert.CertificateException;

/** Revocation list overdue: it is unknown whether a party's certificate has been revoked. */
public final class OverdueListException extends CertificateException {
  private static final long serialVersionUID = 1L;

  OverdueListException() {
    super("the revocation list is overdue");
  }
}
