package io.frelay.relay.credentials;

import java.security.cert.CertificateException;

/** Whether a party's certificate has been revoked is no longer known. */
public final class OverdueListException extends CertificateException {
  private static final long serialVersionUID = 1L;

  OverdueListException() {
    super("the revocation list is overdue");
  }
}
